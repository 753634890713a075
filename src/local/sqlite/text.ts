/**
 * How a string lies in SQLite: as it is, but NUL as U+0001 U+0001 and U+0001 as U+0001 U+0002.
 *
 * One of the two drivers hands text over only up to its first NUL. The form keeps equality, order
 * and concatenation, so that SQL may compare, sort and join encoded text; what looks inside a text
 * decodes it first. `SqliteDatabase` and the functions registered in it encode and decode by
 * themselves; only text literals inside SQL need {@link sqlText}.
 */
export function encodeText(value: string): string {
  return value.includes('\0') || value.includes('\u0001')
    ? value.replaceAll('\u0001', '\u0001\u0002').replaceAll('\0', '\u0001\u0001')
    : value
}

export function decodeText(stored: string): string {
  // A run of U+0001 always begins with the first of a pair, so the pairs are found from left to
  // right.
  return stored.includes('\u0001')
    ? stored.replaceAll('\u0001\u0001', '\0').replaceAll('\u0001\u0002', '\u0001')
    : stored
}

/** A SQL text literal, for strings that are no parameters. */
export function sqlText(value: string): string {
  return `'${encodeText(value).replaceAll("'", "''")}'`
}
