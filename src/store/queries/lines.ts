import { stringLiteral } from '../../kusto/literals.ts'

/**
 * A list of texts in one query parameter, each percent-encoded: nothing in a text can end its line.
 */
export function lines(items: readonly string[]): string {
  // nothing that is stored has a name that UTF-8 cannot hold
  const storable = items.filter((item) => item.isWellFormed())
  return stringLiteral(storable.map(encodeURIComponent).join('\n'))
}

/**
 * Rows of one column, `item`, from a parameter that {@link lines} made; none from an empty list.
 */
export const LINES = (parameter: string): string =>
  `print line = split(${parameter}, "\\n") | mv-expand encoded = line to typeof(string) | where isnotempty(encoded) | project item = url_decode(encoded)`
