import type { CompiledQuery } from './compiled-query.ts'
import { SchemaNeeded } from './parser/schema-needed.ts'

/** Plugins without an output schema that a query may have. */
const MAX_SCHEMAS = 20

/** Compiles a text; asks the database for the columns of `bag_unpack` and `pivot`. */
export function compileWithSchemas(
  text: string,
  compile: (text: string) => CompiledQuery,
  rowsOf: (text: string) => readonly (readonly unknown[])[],
): CompiledQuery {
  let completed = text
  for (let left = MAX_SCHEMAS; ; left -= 1) {
    try {
      return compile(completed)
    } catch (error) {
      if (!(error instanceof SchemaNeeded) || error.probe === undefined || left === 0) throw error
      completed = error.completed(completed, rowsOf(error.probe))
    }
  }
}
