import { redactSecrets } from './redact-secrets.ts'

const MAX_QUOTED_CHARACTERS = 100

/** A value as errors quote it, with its type where that may be what is wrong. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') {
    return `the string '${redactSecrets(value).slice(0, MAX_QUOTED_CHARACTERS)}'`
  }
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  return `\`${String(value)}\``
}
