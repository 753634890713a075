import { chargeText } from '../../../sqlite/query-budget.ts'
import { alias, callSql, scalar, type KqlFunction } from './javascript-function.ts'
import { convert } from '../values/conversions.ts'
import { sameDynamic } from '../values/equality.ts'
import { arrayOf, elementsOf, type JsonText } from '../../../values/json-text.ts'
import { sortJson } from '../values/json-order.ts'
import { ofElements, type Elements } from '../values/of-elements.ts'
import { scalarOfDynamic } from '../values/scalar-of-dynamic.ts'

const ARRAY_IFF = scalar(
  'array_iff',
  ['dynamic', 'dynamic', 'dynamic'],
  'dynamic',
  (conditions, then, otherwise) =>
    ofElements(conditions, (elements) => chosen(elements, then, otherwise)),
)

export const ARRAY_FUNCTIONS: readonly KqlFunction[] = [
  scalar('array_length', ['dynamic'], 'long', (array) =>
    ofElements(array, (elements) => BigInt(elements.length)),
  ),
  scalar('array_concat', ['...dynamic'], 'dynamic', (...arrays) =>
    arrayOf(arrays.flatMap((array) => elementsOf(array) ?? [array])),
  ),
  scalar('array_slice', ['dynamic', 'long', 'long'], 'dynamic', (array, start, end) =>
    ofElements(array, (elements) => slice(elements, Number(start), Number(end))),
  ),
  scalar('array_reverse', ['dynamic'], 'dynamic', (array) =>
    ofElements(array, (elements) => arrayOf(elements.toReversed())),
  ),
  scalar('array_rotate_left', ['dynamic', 'long'], 'dynamic', (array, by) =>
    ofElements(array, (elements) => rotateLeft(elements, Number(by))),
  ),
  scalar('array_rotate_right', ['dynamic', 'long'], 'dynamic', (array, by) =>
    ofElements(array, (elements) => rotateLeft(elements, -Number(by))),
  ),
  scalar('array_sum', ['dynamic'], 'real', (array) => ofElements(array, sum)),
  ...(['asc', 'desc'] as const).map((direction) =>
    scalar(`array_sort_${direction}`, ['dynamic', 'bool?'], 'dynamic', (array, nullsLast = true) =>
      ofElements(array, (elements) => arrayOf(sortJson(elements, { direction, nullsLast }))),
    ),
  ),
  scalar(
    'array_index_of',
    ['dynamic', 'dynamic', 'long?', 'long?', 'long?'],
    'long',
    (array, sought, ...window) =>
      ofElements(array, (elements) => indexOf(elements, sought, window)),
  ),
  scalar('array_split', ['dynamic', 'dynamic'], 'dynamic', (array, at) =>
    ofElements(array, (elements) => splitAt(elements, at)),
  ),
  ARRAY_IFF,
  alias('array_iif', ARRAY_IFF),
  {
    name: 'pack_array',
    sqlFunctions: [
      {
        name: 'kql_pack_array',
        run: (...values) =>
          arrayOf(values.map((value) => (value === null ? 'null' : String(value)))),
      },
    ],
    toSql: (args) =>
      callSql(
        'kql_pack_array',
        args.map((arg) => convert(arg, 'dynamic')),
      ),
  },
  scalar('repeat', ['dynamic', 'long'], 'dynamic', (value, times) =>
    times < 0n ? null : repeated(value, Number(times)),
  ),
  scalar('zip', ['...dynamic'], 'dynamic', zip),
]

/** repeat-function.md */
function repeated(value: JsonText, length: number): JsonText {
  chargeText(length * (value.length + 1))
  return arrayOf(Array.from({ length }, () => value))
}

/** array-slice-function.md: both ends inclusive; negative indexes count from the end. */
function slice(elements: Elements, start: number, end: number): JsonText {
  const from = start < 0 ? Math.max(0, elements.length + start) : start
  const last = end < 0 ? elements.length + end : end
  return arrayOf(elements.slice(from, Math.max(last + 1, 0)))
}

function rotateLeft(elements: Elements, by: number): JsonText {
  const at = elements.length === 0 ? 0 : by % elements.length
  return arrayOf([...elements.slice(at), ...elements.slice(0, at)])
}

/** array-sum-function.md: null if an element is not a number. */
function sum(elements: Elements): number | null {
  const numbers = elements.map(scalarOfDynamic)
  const isNumeric = numbers.every((held) => typeof held === 'bigint' || typeof held === 'number')
  return isNumeric ? numbers.reduce((total: number, held) => total + Number(held), 0) : null
}

/** array-index-of-function.md: -1 if not found. */
function indexOf(
  elements: Elements,
  sought: JsonText,
  [start = 0n, length = -1n, occurrence = 1n]: readonly (bigint | undefined)[],
): bigint | null {
  if (occurrence < 1n || length < -1n) return null
  const from = start < 0n ? Math.max(0, elements.length + Number(start)) : Number(start)
  const until = length < 0n ? elements.length : from + Number(length)
  let left = occurrence
  for (let at = from; at < Math.min(until, elements.length); at += 1) {
    if (sameDynamic(elements[at] ?? 'null', sought)) left -= 1n
    if (left === 0n) return BigInt(at)
  }
  return -1n
}

/** array-split-function.md: one index or an array of them; negative ones count from the end. */
function splitAt(elements: Elements, at: JsonText): JsonText {
  const cuts = (elementsOf(at) ?? [at])
    .map(Number)
    .map((cut) => (cut < 0 ? Math.max(0, elements.length + cut) : cut))
  const starts = [0, ...cuts]
  return arrayOf(
    starts.map((start, index) => arrayOf(elements.slice(start, cuts[index] ?? elements.length))),
  )
}

/** array-iff-function.md: a scalar branch applies to every element. */
function chosen(conditions: Elements, then: JsonText, otherwise: JsonText): JsonText {
  const branches = [then, otherwise].map((branch) => elementsOf(branch) ?? branch)
  return arrayOf(
    conditions.map((condition, at) => {
      const held = scalarOfDynamic(condition)
      if (held === undefined || typeof held === 'string') return 'null'
      const branch = branches[held === true || (held !== false && Number(held) !== 0) ? 0 : 1]
      return (typeof branch === 'string' ? branch : branch?.[at]) ?? 'null'
    }),
  )
}

/** zip-function.md: as long as the longest array; shorter ones are padded with null. */
function zip(...arrays: readonly JsonText[]): JsonText {
  const columns = arrays.map((array) => elementsOf(array) ?? [])
  const length = Math.max(0, ...columns.map((column) => column.length))
  return arrayOf(
    Array.from({ length }, (_, at) => arrayOf(columns.map((column) => column[at] ?? 'null'))),
  )
}
