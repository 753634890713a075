import type { KustoType } from '../../../values/types.ts'
import type { Expr } from '../values/expr.ts'
import { convert } from '../values/conversions.ts'
import { COVARIANCES } from './covariance.ts'
import { NotDoneHere, semanticError } from '../values/refusal.ts'

/** Returns the SQL of an aggregate call, for a select with or without `group by`. */
export type Aggregate = (args: readonly Expr[], call: AggregateCall) => string

interface AggregateCall {
  readonly resultType: KustoType
  /** SQL's `order by` of the rows, empty if they have no order: lists keep it. */
  readonly order?: string
}

/** SQL of an aggregate over one value, with constant arguments after it. */
type Over = (value: Expr, rest: readonly Expr[], resultType: KustoType, order?: string) => string

const LIST = collection('kql_make_list', (value) => convert(value, 'dynamic'))
const SET = collection('kql_make_set', (value) => convert(value, 'dynamic'))
const BAG = collection('kql_make_bag', (value) => convert(value, 'dynamic'))
const LIST_WITH_NULLS = collection(
  'kql_make_list',
  (value) => `ifnull(${convert(value, 'dynamic')}, 'null')`,
)
const STDEV: Over = (value, rest, type) => `kql_sqrt(${VARIANCE(value, rest, type)})`
const STDEVP: Over = (value) => `kql_sqrt(kql_variance_population(${convert(value, 'real')}))`
const VARIANCE: Over = (value) => `ifnull(kql_variance(${convert(value, 'real')}), 0.0)`
const VARIANCEP: Over = (value) => `kql_variance_population(${convert(value, 'real')})`

/** KQL's aggregates by name. `arg_max` and `arg_min` are in the `summarize` operator. */
export const AGGREGATES: ReadonlyMap<string, Aggregate> = new Map([
  ['count', countRows],
  ['countif', ([condition]) => `count(CASE WHEN ${present(condition).sql} THEN 1 END)`],
  ...withCondition('dcount', countDistinct, 'dcountif'),
  ...withCondition('count_distinct', countDistinct, 'count_distinctif'),
  ...withCondition('sum', sum, 'sumif'),
  ...withCondition('avg', average, 'avgif'),
  ...withCondition('min', extreme('min'), 'minif'),
  ...withCondition('max', extreme('max'), 'maxif'),
  ...withCondition('take_any', takeAny, 'take_anyif'),
  ...withCondition('any', takeAny, 'anyif'),
  ...withCondition('make_list', LIST, 'make_list_if'),
  ...withCondition('makelist', LIST, 'makelistif'),
  ...withCondition('make_set', SET, 'make_set_if'),
  ...withCondition('makeset', SET, 'makesetif'),
  ...withCondition('make_bag', BAG, 'make_bag_if'),
  ['make_list_with_nulls', over(LIST_WITH_NULLS)],
  ...withCondition('stdev', STDEV, 'stdevif'),
  ...withCondition('variance', VARIANCE, 'varianceif'),
  ['stdevp', over(STDEVP)],
  ['variancep', over(VARIANCEP)],
  ...COVARIANCES,
  ['percentile', over(percentile)],
  ['percentiles', over(percentile)],
  ['percentiles_array', over(percentilesArray)],
  ['percentilew', over(percentilew)],
  ['percentilesw', over(percentilew)],
  ['percentilesw_array', over(percentileswArray)],
  ['buildschema', over((value) => `kql_buildschema(${convert(value, 'dynamic')})`)],
  ...(['and', 'or', 'xor'] as const).map(
    (bits) =>
      [
        `binary_all_${bits}`,
        over((value) => `kql_binary_all_${bits}(${convert(value, 'long')})`),
      ] as const,
  ),
] satisfies readonly (readonly [string, Aggregate])[])

/** An aggregate and its `…if`, which takes the condition as second argument. */
function withCondition(
  name: string,
  toSql: Over,
  conditionalName: string,
): readonly (readonly [string, Aggregate])[] {
  return [
    [name, over(toSql)],
    [conditionalName, overIf(toSql)],
  ]
}

function over(toSql: Over): Aggregate {
  return ([value, ...rest], { resultType, order }) => toSql(present(value), rest, resultType, order)
}

/** Turns values that do not meet the condition into nulls, which aggregates ignore. */
function overIf(toSql: Over): Aggregate {
  return ([value, condition, ...rest], { resultType, order }) => {
    const { sql, type } = present(value)
    const kept = `CASE WHEN ${convert(present(condition), 'bool')} THEN ${sql} END`
    return toSql({ sql: `(${kept})`, type }, rest, resultType, order)
  }
}

/**
 * `count(x)` counts values that are not null: docs/TRANSLATION.md, R4, of mmaitre314/duckdb-kql.
 */
function countRows([value]: readonly Expr[]): string {
  return value === undefined || value.type === 'string' ? 'count(*)' : `count(${value.sql})`
}

/** Exact, whereas Kusto's `dcount` estimates. */
function countDistinct(value: Expr): string {
  return `count(DISTINCT ${value.sql})`
}

/** summarize-operator.md: `sum` of no rows is 0. */
function sum({ sql, type }: Expr, _rest: readonly Expr[], resultType: KustoType): string {
  if (type === 'decimal') return `kql_decimal_sum(${sql})`
  if (type === 'real' || type === 'dynamic') return realSum(convert({ sql, type }, 'real'))
  if (type === 'string' || type === 'guid') {
    throw semanticError(`sum() has no result for values of type ${type}.`)
  }
  return resultType === 'real' ? `total(${sql})` : `ifnull(sum(${sql}), 0)`
}

/** NaN is stored as text, which SQLite adds as 0. Its sum of opposite infinities is null. */
function realSum(sql: string): string {
  return `iif(total(typeof(${sql}) = 'text') > 0, 'NaN', ifnull(total(${sql}), 'NaN'))`
}

/** summarize-operator.md: `avg` of no rows is NaN. */
function average(value: Expr): string {
  const { sql, type } = value
  if (type === 'timespan' || type === 'datetime') return `kql_average_ticks(${sql})`
  if (type === 'decimal') return `kql_decimal_average(${sql})`
  const real = convert(value, 'real')
  return `iif(total(typeof(${real}) = 'text') > 0, 'NaN', ifnull(avg(${real}), 'NaN'))`
}

function extreme(name: 'min' | 'max'): Over {
  return ({ sql, type }) => {
    if (type === 'decimal') return `kql_decimal_${name}(${sql})`
    return stringOrNull(`${name}(${sql})`, type)
  }
}

/** Not `max()`: a second `max()` would change the row from which SQLite takes bare columns. */
function takeAny({ sql, type }: Expr): string {
  return stringOrNull(`kql_take_any(${sql})`, type)
}

function percentile(value: Expr, rest: readonly Expr[]): string {
  const [rank, ...others] = rest
  if (others.length > 0) {
    throw new NotDoneHere('percentiles() inside an expression: call percentile() for each')
  }
  return `kql_percentile(${ranked(value)}, ${present(rank).sql})`
}

function percentilew(value: Expr, [weight, rank, ...others]: readonly Expr[]): string {
  if (others.length > 0) {
    throw new NotDoneHere('percentilesw() inside an expression: call percentilew() for each')
  }
  return `kql_percentilew(${ranked(value)}, ${convert(present(weight), 'real')}, ${present(rank).sql})`
}

function percentileswArray(value: Expr, [weight, ...ranks]: readonly Expr[]): string {
  const args = [ranked(value), convert(present(weight), 'real'), ...ranks.map(({ sql }) => sql)]
  return `kql_percentilesw_array(${args.join(', ')})`
}

function ranked({ sql, type }: Expr): string {
  if (type === 'dynamic') return convert({ sql, type }, 'real')
  if (RANKED.has(type)) return sql
  throw new NotDoneHere(`percentiles of values of type ${type}`)
}

const RANKED: ReadonlySet<KustoType> = new Set([
  'long',
  'int',
  'real',
  'datetime',
  'timespan',
] as const)

function percentilesArray(value: Expr, rest: readonly Expr[]): string {
  const real = convert(value, 'real')
  return `kql_percentiles_array(${[real, ...rest.map((e) => e.sql)].join(', ')})`
}

function collection(sqlName: string, element: (value: Expr) => string): Over {
  // Without rows, one of the drivers returns null instead of the empty collection.
  const empty = sqlName === 'kql_make_bag' ? '{}' : '[]'
  return (value, rest, _resultType, order = '') =>
    `ifnull(${sqlName}(${[element(value), ...rest.map((e) => e.sql)].join(', ')}${order}), '${empty}')`
}

function stringOrNull(sql: string, type: KustoType): string {
  return type === 'string' ? `ifnull(${sql}, '')` : sql
}

function present(e: Expr | undefined): Expr {
  if (e === undefined) throw new Error('An aggregate was given too few arguments')
  return e
}
