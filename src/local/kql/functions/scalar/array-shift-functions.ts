import { scalar, type KqlFunction } from './javascript-function.ts'
import { arrayOf, type JsonText } from '../../../values/json-text.ts'
import { ofElements, type Elements } from '../values/of-elements.ts'

export const ARRAY_SHIFT_FUNCTIONS: readonly KqlFunction[] = [
  scalar('array_shift_left', ['dynamic', 'long', 'dynamic?'], 'dynamic', (array, by, fill) =>
    ofElements(array, (elements) => shiftLeft(elements, Number(by), fill)),
  ),
  scalar('array_shift_right', ['dynamic', 'long', 'dynamic?'], 'dynamic', (array, by, fill) =>
    ofElements(array, (elements) => shiftLeft(elements, -Number(by), fill)),
  ),
]

/**
 * array-shift-left-function.md: a negative count shifts right. Arrays of strings are filled with
 * empty strings, all others with null.
 */
function shiftLeft(elements: Elements, by: number, fill: JsonText = emptyOf(elements)): JsonText {
  return arrayOf(elements.map((_, at) => elements[at + by] ?? fill))
}

function emptyOf(elements: Elements): JsonText {
  return elements.length > 0 && elements.every((element) => element.startsWith('"')) ? '""' : 'null'
}
