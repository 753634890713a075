import type { JsonText } from '../../../values/json-text.ts'

/** A real as `tostring` gives it. */
export function realText(value: number): string {
  return Object.is(value, -0) ? '0' : String(value)
}

/**
 * A real inside a dynamic: it stays a real, so `5` is `5.0` — summarize-operator.md shows `[5.0]`;
 * what JSON lacks is a string.
 */
export function realJson(value: number): JsonText {
  if (!Number.isFinite(value)) return JSON.stringify(realText(value))
  const text = realText(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}
