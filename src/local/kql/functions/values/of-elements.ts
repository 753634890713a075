import { elementsOf, type JsonText } from '../../../values/json-text.ts'

export type Elements = readonly JsonText[]

/** Null if the dynamic is not an array. */
export function ofElements<T>(json: JsonText, run: (elements: Elements) => T): T | null {
  const elements = elementsOf(json)
  return elements === undefined ? null : run(elements)
}
