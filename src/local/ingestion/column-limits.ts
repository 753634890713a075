import type { Stored, TableEntity } from '../catalog/entities.ts'
import type { Column } from '../values/types.ts'

const MEBIBYTE = 2 ** 20

/**
 * Maximum size of a string or dynamic value by encoding policy (alter-encoding-policy.md); 1 MB
 * without one.
 */
const MAX_VALUE_BYTES: Readonly<Record<string, number>> = {
  bigobject: 2 * MEBIBYTE,
  bigobject32: 32 * MEBIBYTE,
}

export function maxValueBytes(table: Stored<TableEntity>, column: Column): number {
  const policy = table.columnPolicies[column.name]?.['encoding']
  if (typeof policy !== 'object' || policy === null) return MEBIBYTE
  return maxBytesOfProfile('Type' in policy ? String(policy.Type) : '')
}

export function maxBytesOfProfile(profile: string): number {
  return MAX_VALUE_BYTES[profile.toLowerCase()] ?? MEBIBYTE
}

/**
 * The longest prefix of the text that fits, in whole characters: Kusto truncates silently
 * (scalar-data-types/string.md).
 */
export function cutText(text: string, maxBytes: number): string {
  // a UTF-16 unit takes at most three bytes of UTF-8
  if (text.length * 3 <= maxBytes) return text
  if (Buffer.byteLength(text) <= maxBytes) return text
  const bytes = Buffer.from(text, 'utf8')
  let end = maxBytes
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.toString('utf8', 0, end)
}

export function isLonger(text: string, maxBytes: number): boolean {
  return text.length * 3 > maxBytes && Buffer.byteLength(text, 'utf8') > maxBytes
}
