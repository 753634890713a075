import { KustoError } from '../../../kusto-error.ts'
import type { KqlNode } from './kql-node.ts'

/**
 * KQL that passes the analyzer, but that this engine does not support or Kusto's engine rejects. It
 * is rejected by name and place, never approximated.
 */
export class UnsupportedKql extends KustoError {
  constructor(message: string) {
    super(message, { code: 'General_BadRequest', status: 400, permanent: true })
  }
}

/** For constructs that the embedded Kusto lacks. */
export function unsupported(construct: string, node: KqlNode): UnsupportedKql {
  return unsupportedAt(construct, node.place)
}

export function unsupportedAt(construct: string, place: string): UnsupportedKql {
  return new UnsupportedKql(
    `Not supported by the embedded local Kusto: ${construct} at ${place}. Use another form, or run this query on a cluster.`,
  )
}

/** For queries that Kusto itself rejects with a semantic error. */
export function semanticError(message: string, node: KqlNode): UnsupportedKql {
  return new UnsupportedKql(`Semantic error: ${message} (at ${node.place})`)
}
