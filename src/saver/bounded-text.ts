/**
 * The most bytes of an id, a name or a type. They are columns without an encoding policy, which
 * Kusto cuts at 1 MB without a word (data-explorer/kusto/query/scalar-data-types/string.md), and
 * ids travel in every query.
 */
export const MAX_TEXT_BYTES: number = 128 * 1024

/** Undefined for a text within {@link MAX_TEXT_BYTES}. */
export function tooManyBytes(text: string): number | undefined {
  // No character takes more than three bytes for each of its units.
  if (text.length * 3 <= MAX_TEXT_BYTES) return undefined
  const bytes = Buffer.byteLength(text)
  return bytes > MAX_TEXT_BYTES ? bytes : undefined
}
