import type { CompiledStatement } from '../kql/compiled-query.ts'

/** A quoted text, a quoted identifier, or (captured) the name of a parameter. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|:([$\w]+)/g

const known = new WeakMap<Pick<CompiledStatement, 'sql'>, readonly string[]>()

/**
 * The names of the parameters in a statement's SQL, ignoring quoted text. Cached by statement,
 * because parsing a long SQL text costs more than running it.
 */
export function parametersIn(statement: Pick<CompiledStatement, 'sql'>): readonly string[] {
  const names = known.get(statement) ?? namesIn(statement.sql)
  known.set(statement, names)
  return names
}

function namesIn(sql: string): readonly string[] {
  const names = [...sql.matchAll(TOKEN)].flatMap(([, name]) => (name === undefined ? [] : [name]))
  return [...new Set(names)]
}
