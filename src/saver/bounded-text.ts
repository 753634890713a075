/**
 * Maximum bytes of an id, a name or a type. Their columns have no encoding policy, so Kusto
 * silently truncates them at 1 MB (data-explorer/kusto/query/scalar-data-types/string.md), and
 * every query contains ids.
 */
export const MAX_TEXT_BYTES: number = 128 * 1024

/** Returns the size of a text above {@link MAX_TEXT_BYTES}, else undefined. */
export function tooManyBytes(text: string): number | undefined {
  // A UTF-16 unit takes at most three bytes.
  if (text.length * 3 <= MAX_TEXT_BYTES) return undefined
  const bytes = Buffer.byteLength(text)
  return bytes > MAX_TEXT_BYTES ? bytes : undefined
}
