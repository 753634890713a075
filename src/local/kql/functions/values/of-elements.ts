import { elementsOf, type JsonText } from '../../../values/json-text.ts'

export type Elements = readonly JsonText[]

/** Null for a dynamic that is no array. */
export function ofElements<T>(json: JsonText, run: (elements: Elements) => T): T | null {
  const elements = elementsOf(json)
  return elements === undefined ? null : run(elements)
}
