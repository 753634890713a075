import { sameDynamic } from '../values/equality.ts'
import { scalar, type KqlFunction } from './javascript-function.ts'
import { arrayOf, elementsOf, type JsonText } from '../../../values/json-text.ts'
import { ofElements } from '../values/of-elements.ts'

export const SET_FUNCTIONS: readonly KqlFunction[] = [
  scalar('set_has_element', ['dynamic', 'dynamic'], 'bool', (set, value) =>
    ofElements(set, (elements) => elements.some((element) => sameDynamic(element, value))),
  ),
  scalar('set_union', ['...dynamic'], 'dynamic', (...sets) =>
    arrayOf([...new Set(sets.flatMap((set) => elementsOf(set) ?? []))]),
  ),
  scalar('set_intersect', ['dynamic', '...dynamic'], 'dynamic', (set, ...others) =>
    ofElements(set, (elements) =>
      arrayOf([...new Set(elements)].filter((e) => others.every((other) => holds(other, e)))),
    ),
  ),
  scalar('set_difference', ['dynamic', '...dynamic'], 'dynamic', (set, ...others) =>
    ofElements(set, (elements) =>
      arrayOf([...new Set(elements)].filter((e) => !others.some((other) => holds(other, e)))),
    ),
  ),
  scalar('jaccard_index', ['dynamic', 'dynamic'], 'real', jaccardIndex),
]

/** jaccard-index-function.md: size of the intersection divided by size of the union. */
function jaccardIndex(left: JsonText, right: JsonText): number | null {
  const a = elementsOf(left)
  const b = elementsOf(right)
  if (a === undefined || b === undefined) return null
  const all = new Set([...a, ...b])
  const both = [...all].filter((element) => a.includes(element) && b.includes(element))
  return both.length / all.size
}

function holds(set: JsonText, element: JsonText): boolean {
  return (elementsOf(set) ?? []).includes(element)
}
