import type { JsonText } from '../../../values/json-text.ts'

/**
 * A real as `tostring` formats it, so `1.0` stays `1.0` — docs/TRANSLATION.md, R20, of
 * github.com/mmaitre314/duckdb-kql: for all types but three, the text is that of DuckDB's cast.
 */
export function realText(value: number): string {
  if (Object.is(value, -0)) return '0.0'
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value)
}

/**
 * A real inside a dynamic stays a real, so `5` becomes `5.0` — summarize-operator.md shows `[5.0]`.
 * Values that JSON lacks become strings.
 */
export function realJson(value: number): JsonText {
  if (!Number.isFinite(value)) return JSON.stringify(realText(value))
  const text = realText(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}
