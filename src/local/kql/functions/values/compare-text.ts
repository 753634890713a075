/** Compares by code point, as SQLite does; JavaScript's `<` compares UTF-16 code units. */
export function compareText(left: string, right: string): -1 | 0 | 1 {
  return Buffer.compare(Buffer.from(left), Buffer.from(right))
}
