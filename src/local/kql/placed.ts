import { KustoError } from '../../kusto-error.ts'
import { NotDoneHere } from './functions/values/refusal.ts'
import type { KqlNode } from './parser/kql-node.ts'
import { semanticError, unsupported, UnsupportedKql } from './parser/unsupported.ts'

/** What a function refuses of its arguments, with the place of the call. */
export function placed<T>(node: KqlNode, translate: () => T): T {
  try {
    return translate()
  } catch (error) {
    if (error instanceof NotDoneHere) throw unsupported(error.what, node)
    if (!(error instanceof KustoError) || error instanceof UnsupportedKql) throw error
    throw semanticError(error.message, node)
  }
}
