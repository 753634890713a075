import { compareText } from './compare-text.ts'
import type { JsonText } from '../../../values/json-text.ts'
import { scalarOfDynamic } from './scalar-of-dynamic.ts'

/**
 * array-sort-asc-function.md: numbers, then strings, then everything else. The caller chooses the
 * end for nulls.
 */
export function sortJson(
  elements: readonly JsonText[],
  order: { readonly direction: 'asc' | 'desc'; readonly nullsLast: boolean },
): JsonText[] {
  const sign = order.direction === 'asc' ? 1 : -1
  const nulls = elements.filter((element) => element === 'null')
  const others = elements
    .filter((element) => element !== 'null')
    .toSorted((a, b) => rank(a) - rank(b) || sign * compareJson(a, b))
  return order.nullsLast ? [...others, ...nulls] : [...nulls, ...others]
}

function rank(element: JsonText): number {
  const held = scalarOfDynamic(element)
  if (typeof held === 'bigint' || typeof held === 'number') return 0
  return typeof held === 'string' ? 1 : 2
}

function compareJson(left: JsonText, right: JsonText): number {
  const a = scalarOfDynamic(left)
  const b = scalarOfDynamic(right)
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  return rank(left) === 0 ? Number(a) - Number(b) : compareText(left, right)
}
