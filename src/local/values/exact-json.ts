import type { JsonText } from './json-text.ts'

/**
 * The JSON texts of dynamic values that lose information in `JSON.parse`, by row and column: `42.0`
 * is a real and `42` a long, but JavaScript has one number type.
 */
const texts = new WeakMap<readonly unknown[], Map<number, JsonText>>()

/** A number with a fraction or an exponent, or one too long for JavaScript. */
const LOSSY = /\d(?:\.\d*0|[eE]|\d{15})/

/** Keeps the text of a row's dynamic value if its parsed form loses information. */
export function keepJsonText(row: readonly unknown[], index: number, json: JsonText): void {
  if (!LOSSY.test(json)) return
  const known = texts.get(row) ?? new Map<number, JsonText>()
  texts.set(row, known.set(index, json))
}

/** Undefined if the value in the row is complete. */
export function jsonTextAt(row: readonly unknown[], index: number): JsonText | undefined {
  return texts.get(row)?.get(index)
}
