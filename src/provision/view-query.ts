/** The query between the braces of a `.create materialized-view` command. */
export function viewQueryOf(command: string): string {
  const from = command.indexOf('{')
  const to = command.lastIndexOf('}')
  if (from < 0 || to < from) throw new Error(`No query in braces in: ${command}`)
  return command.slice(from + 1, to).trim()
}

/** Whether two queries differ in more than white space. */
export function isSameQuery(a: string, b: string): boolean {
  return squeeze(a) === squeeze(b)
}

function squeeze(query: string): string {
  return query
    .trim()
    .replace(/^\{([^]*)\}$/, '$1')
    .replaceAll(/\s+/g, '')
}
