/**
 * A string literal in any of KQL's forms (kusto/query/scalar-data-types/string.md), or a comment.
 */
const OPAQUE =
  /```[^]*?```|@'(?:[^']|'')*'|@"(?:[^"]|"")*"|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*/g

/**
 * The commands of a script, in order, without comments. As in `.execute database script`, a command
 * starts at a line that starts with a dot, except inside a string or a comment.
 */
export function splitScript(script: string): readonly string[] {
  const text = script.replaceAll('\r\n', '\n')
  const code = text.replaceAll(OPAQUE, (literal) => blank(literal))
  const starts = [...code.matchAll(/^\./gm)].map((match) => match.index)
  return starts.map((start, index) => withoutComments(text.slice(start, starts[index + 1])))
}

/** A placeholder of the same length that cannot start a command. */
function blank(literal: string): string {
  return ' '.repeat(literal.length)
}

function withoutComments(command: string): string {
  const kept = command.replaceAll(OPAQUE, (literal) => (literal.startsWith('//') ? '' : literal))
  return kept.replaceAll(/[ \t]+$/gm, '').trim()
}
