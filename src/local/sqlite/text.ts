/**
 * The encoding of strings in SQLite: unchanged, except NUL as U+0001 U+0001 and U+0001 as U+0001
 * U+0002.
 *
 * One of the two drivers passes text only up to its first NUL. The encoding keeps equality, order
 * and concatenation, so SQL can compare, sort and join encoded text; functions that look inside a
 * text decode it first. `SqliteDatabase` and the functions registered in it encode and decode
 * automatically; only text literals inside SQL need {@link sqlText}.
 */
export function encodeText(value: string): string {
  return value.includes('\0') || value.includes('\u0001')
    ? value.replaceAll('\u0001', '\u0001\u0002').replaceAll('\0', '\u0001\u0001')
    : value
}

export function decodeText(stored: string): string {
  // A run of U+0001 always starts with the first of a pair, so the pairs are found from left to
  // right.
  return stored.includes('\u0001')
    ? stored.replaceAll('\u0001\u0001', '\0').replaceAll('\u0001\u0002', '\u0001')
    : stored
}

/** A SQL text literal, for strings that are not parameters. */
export function sqlText(value: string): string {
  return `'${encodeText(value).replaceAll("'", "''")}'`
}
