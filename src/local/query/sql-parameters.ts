/** A quoted text, a quoted identifier, or (captured) the name of a parameter. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|:([$\w]+)/g

/** The names of the parameters that a SQL text uses; what stands in quotes only looks like one. */
export function parametersIn(sql: string): ReadonlySet<string> {
  return new Set([...sql.matchAll(TOKEN)].flatMap(([, name]) => (name === undefined ? [] : [name])))
}
