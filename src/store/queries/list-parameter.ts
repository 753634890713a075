import { stringLiteral } from '../../kusto/literals.ts'

/**
 * A list of texts in one query parameter, each percent-encoded, so that no text can end its line.
 */
export function encodeList(items: readonly string[]): string {
  // no stored name contains lone surrogates
  const storable = items.filter((item) => item.isWellFormed())
  return stringLiteral(storable.map(encodeURIComponent).join('\n'))
}

/**
 * Rows of one column, `item`, from a parameter made by {@link encodeList}; an empty list has none.
 */
export const LIST_ROWS = (parameter: string): string =>
  `print line = split(${parameter}, "\\n") | mv-expand encoded = line to typeof(string) | where isnotempty(encoded) | project item = url_decode(encoded)`
