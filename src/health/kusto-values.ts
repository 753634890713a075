/** Booleans of `.show` commands are booleans, or 0 and 1. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 1
}

/** The number in an answer; 0 if there is none. */
export function numberOf(value: unknown): number {
  const number = typeof value === 'string' ? Number.parseFloat(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : 0
}
