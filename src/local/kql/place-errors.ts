import { KustoError } from '../../kusto-error.ts'
import { NotDoneHere } from './functions/values/refusal.ts'
import { lineAndColumn, type KqlNode } from './parser/kql-node.ts'
import { semanticError, unsupported, unsupportedAt, UnsupportedKql } from './parser/unsupported.ts'

/**
 * Adds the places of the call in the query text to a function's rejection of a row's value while a
 * query runs, and that of the operator `parse-kv`.
 */
export function withPlacesInText<T>(text: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    const [, name] =
      error instanceof NotDoneHere ? (/^(\w+(?=\(\))|parse-kv)/.exec(error.what) ?? []) : []
    if (!(error instanceof NotDoneHere) || name === undefined) throw error
    const pattern = name === 'parse-kv' ? String.raw`\bparse-kv\b` : String.raw`\b${name}\s*\(`
    const calls = text.matchAll(new RegExp(pattern, 'g'))
    const places = Array.from(calls, ({ index }) => lineAndColumn(text, index))
    if (places.length === 0) throw error
    throw unsupportedAt(error.what, places.join(' or '))
  }
}

/** Adds the place of the call to a function's rejection of its arguments. */
export function withPlaceOfCall<T>(node: KqlNode, translate: () => T): T {
  try {
    return translate()
  } catch (error) {
    if (error instanceof NotDoneHere) throw unsupported(error.what, node)
    if (!(error instanceof KustoError) || error instanceof UnsupportedKql) throw error
    throw semanticError(error.message, node)
  }
}
