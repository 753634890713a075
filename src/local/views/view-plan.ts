import { badRequest, notSupported } from '../failures/bad-request.ts'
import type { Column } from '../values/types.ts'
import { type Aggregate, type SplitQuery, splitQuery } from './split-query.ts'

/**
 * How a view is maintained: its aggregates as mergeable states.
 *
 * A state is the contribution of a group's rows (a maximum, a sum, a set of seen values). {@link
 * stateQuery} turns delta rows into states, {@link mergeQuery} merges two states of one key, and
 * {@link results} turns states into the view's values. State columns are named by position: keys
 * `k0…`, then `s0…`.
 */
export interface ViewPlan {
  /** KQL over the source's rows: keys, then states. */
  readonly stateQuery: string
  /** KQL over {@link STATE_RELATION}: keys, then states, in the same order. */
  readonly mergeQuery: string
  readonly keyCount: number
  readonly stateCount: number
  /** SQL over `k…` and `s…` for each of the view's columns after the keys. */
  readonly results: readonly string[]
}

export const STATE_RELATION = '__view_state'

interface StateRule {
  /** Aggregates over rows; the aggregate as written if undefined. */
  readonly states?: (args: readonly string[]) => readonly string[]
  readonly merge: (states: readonly string[]) => string
  /** The result from the states; the states themselves if undefined. */
  readonly result?: (states: readonly string[]) => string
}

const each =
  (fn: string) =>
  (states: readonly string[]): string =>
    states.map((state) => `${state} = ${fn}(${state})`).join(', ')
const together =
  (fn: string) =>
  (states: readonly string[]): string =>
    states.length === 1 ? each('max')(states) : `${fn}(${states.join(', ')})`

const average = (states: readonly string[]): string =>
  `CASE WHEN ${states[1]} = 0 THEN 'NaN' ELSE CAST(${states[0]} AS REAL) / ${states[1]} END`
const size = (states: readonly string[]): string => `json_array_length(${states[0]})`

/**
 * Aggregates that can be merged exactly; Kusto's others (hll, tdigest, percentile, make_list) are
 * rejected by name.
 */
const RULES: Readonly<Record<string, StateRule>> = {
  max: { merge: each('max') },
  min: { merge: each('min') },
  sum: { merge: each('sum') },
  sumif: { merge: each('sum') },
  count: { merge: each('sum') },
  countif: { merge: each('sum') },
  take_any: { merge: (states) => `take_any(${states.join(', ')})` },
  take_anyif: { merge: each('take_any') },
  arg_max: { merge: together('arg_max') },
  arg_min: { merge: (states) => `arg_min(${states.join(', ')})` },
  make_set: { merge: each('make_set') },
  make_bag: { merge: each('make_bag') },
  avg: {
    states: ([x]) => [`sum(${x})`, `countif(isnotnull(${x}))`],
    merge: each('sum'),
    result: average,
  },
  avgif: {
    states: ([x, test]) => [`sumif(${x}, ${test})`, `countif(isnotnull(${x}) and (${test}))`],
    merge: each('sum'),
    result: average,
  },
  dcount: { states: ([x]) => [`make_set(${x})`], merge: each('make_set'), result: size },
  dcountif: {
    states: ([x, test]) => [`make_set_if(${x}, ${test})`],
    merge: each('make_set'),
    result: size,
  },
}

/** @param columns - the result columns of the view's query according to Microsoft's analyzer */
export function planView(query: string, columns: readonly Column[]): ViewPlan {
  const split = splitQuery(query)
  const widths = widthsOf(split, columns.length)
  const keys = split.by.map((_, index) => `k${index}`)
  const states: string[] = []
  const results: string[] = []
  const merges: string[] = []
  let stateCount = 0
  for (const [index, aggregate] of split.aggregates.entries()) {
    const rule = ruleOf(aggregate)
    const made = rule.states?.(aggregate.args)
    const names = stateNames(stateCount, made?.length ?? widths[index] ?? 1)
    states.push(...(made?.map((state, at) => `${names[at]} = ${state}`) ?? [aggregate.text]))
    merges.push(rule.merge(names))
    results.push(...(rule.result === undefined ? names : [rule.result(names)]))
    stateCount += names.length
  }
  return {
    stateQuery: `${split.pipeline}\n| summarize ${states.join(', ')} by ${split.by.join(', ')}`,
    mergeQuery: `${STATE_RELATION} | summarize ${merges.join(', ')} by ${keys.join(', ')}`,
    keyCount: keys.length,
    stateCount,
    results,
  }
}

function stateNames(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `s${from + index}`)
}

function ruleOf(aggregate: Aggregate): StateRule {
  const rule = RULES[aggregate.fn]
  if (rule === undefined)
    throw notSupported(`the aggregate ${aggregate.fn}() in a materialized view`)
  return rule
}

const isMany = (a: Aggregate): boolean => ['arg_max', 'arg_min', 'take_any'].includes(a.fn)

const hasStar = (a: Aggregate): boolean => isMany(a) && a.args.at(-1) === '*'

/** How many result columns each aggregate returns: its `*` takes the remaining ones. */
function widthsOf(split: SplitQuery, columnCount: number): number[] {
  const widths = split.aggregates.map((a) => (isMany(a) ? a.args.length : 1))
  const starred = split.aggregates.findIndex(hasStar)
  if (starred < 0) return widths
  if (split.aggregates.filter(hasStar).length > 1) {
    throw badRequest('A materialized view takes `*` in only one aggregate.')
  }
  const others = widths.reduce((sum, width, index) => (index === starred ? sum : sum + width), 0)
  widths[starred] = columnCount - split.by.length - others
  return widths
}
