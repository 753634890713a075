import { KustoError, type KustoErrorDetails } from '../../../kusto-error.ts'

/**
 * A failure given on purpose. To a client in process it is the `KustoError` that a client of the
 * network would make of it; the HTTP server does what `delivery` says instead of writing it down.
 *
 * - `answer`: Kusto's JSON error body. `text`: a body in plain text, as gateways have it.
 * - `reset`: the connection is reset. `hang`: nothing is ever sent.
 */
export class InjectedFault extends KustoError {
  readonly delivery: 'answer' | 'text' | 'reset' | 'hang'

  constructor(message: string, delivery: InjectedFault['delivery'], details: KustoErrorDetails) {
    super(message, details)
    this.delivery = delivery
  }
}
