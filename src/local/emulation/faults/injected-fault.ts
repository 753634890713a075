import { KustoError, type KustoErrorDetails } from '../../../kusto-error.ts'

/**
 * A planted failure. In process it is the `KustoError` that a network client would make of it; the
 * HTTP server acts according to `delivery` instead of sending it.
 *
 * - `answer`: Kusto's JSON error body. `text`: a body in plain text, like those of gateways.
 * - `reset`: the connection is reset. `hang`: nothing is ever sent.
 */
export class InjectedFault extends KustoError {
  readonly delivery: 'answer' | 'text' | 'reset' | 'hang'

  constructor(message: string, delivery: InjectedFault['delivery'], details: KustoErrorDetails) {
    super(message, details)
    this.delivery = delivery
  }
}
