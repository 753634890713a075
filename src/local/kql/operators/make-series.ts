import { convert } from '../functions/operators/operators.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import { columnsWithIds, fresh, fromClause, type Relation } from '../relation/relation.ts'
import { NO_ROWS, rowContext, rowsOf } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { RowContext, Translation } from '../relation/translation.ts'
import type { Expr } from '../functions/values/expr.ts'
import type { KustoType } from '../../values/types.ts'
import { unsupported } from '../parser/unsupported.ts'
import { namedParameters } from './named-parameters.ts'
import { unnamed } from './output-names.ts'
import { refusePartition } from './partition.ts'

/** Arrays of aggregates along an axis, from a start to before an end — make-series-operator.md */
export function makeSeries(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  refusePartition(node, input)
  const isNonEmpty = namedParameters(node, ['kind']).get('kind') === 'nonempty'
  const rows = rowsOf(input)
  const row = rowContext(rows, scope)
  const by = node.optional('ByClause')?.list('Expressions') ?? []
  const keys = by.map((item) => translation.expression(unnamed(item), row))
  if (isNonEmpty && keys.length > 0) throw unsupported('make-series kind=nonempty with by', node)
  const axis = axisOf(node, row, translation)
  const series = node.list('Aggregates').map((item) => seriesOf(item, row, translation))
  const columns = columnsWithIds(node.columns ?? [])
  if (columns.length !== keys.length + series.length + 1)
    throw unsupported('make-series with these columns', node)
  const number = translation.unique()
  const [points, bins] = [`"$points${number}"`, `"$bins${number}"`]
  const tables = [
    `${points}("$p") as (${pointsSql(axis, points)})`,
    `${bins} as materialized (${binsSql(axis, { keys, series, input: rows.input })})`,
  ]
  const names = keys.map((_, at) => `"$k${at}"`)
  const groups =
    names.length === 0
      ? `select 1 as "$one"${isNonEmpty ? '' : ` where exists (select 1 from ${bins})`}`
      : `select distinct 1 as "$one", ${names.join(', ')} from ${bins}`
  const point = `${axis.start} + p."$p" * (${axis.step})`
  const lists = [
    ...series.map(({ type, fallback }, at) => ({
      sql: `case when b."$p" is null then ${fallback} else b."$v${at}" end`,
      type,
    })),
    { sql: `(${point})`, type: axis.value.type },
  ].map(
    (element) => `kql_make_list(ifnull(${convert(element, 'dynamic')}, 'null') order by p."$p")`,
  )
  const items = [...names.map((name) => `g.${name}`), ...lists]
  const same = names.map((name) => ` and b.${name} is g.${name}`).join('')
  const groupBy = ['"$one"', ...names].map((name) => `g.${name}`).join(', ')
  const selected = items.map((sql, at) => `${sql} as ${columns[at]?.id ?? ''}`).join(', ')
  return fresh(
    `with recursive ${tables.join(', ')} select ${selected} from (${groups}) g cross join ${points} p left join ${bins} b on b."$p" = p."$p"${same} group by ${groupBy}`,
    columns.map((column, at) => ({ ...column, type: keys[at]?.type ?? column.type })),
  )
}

interface Axis {
  readonly value: Expr
  readonly start: string
  readonly end: string
  readonly step: string
}

const STEPPED: ReadonlySet<KustoType> = new Set(['long', 'int', 'datetime', 'timespan'])

function axisOf(node: KqlNode, row: RowContext, translation: Translation): Axis {
  const range = node.child('RangeClause')
  const constants = rowContext(NO_ROWS, row.scope)
  const [start, end, step] = ['From', 'To', 'Step'].map((part) => {
    const bound = range.optional(`MakeSeries${part}Clause`)?.child('Expression')
    if (bound === undefined) throw unsupported('make-series without from, to and step', range)
    return translation.expression(bound, constants)
  })
  const value = translation.expression(unnamed(node.child('OnClause').child('Expression')), row)
  if (start === undefined || end === undefined || step === undefined || !STEPPED.has(value.type))
    throw unsupported(`make-series on a ${value.type}`, node)
  const bound = (expr: Expr): string => `(${convert(expr, value.type)})`
  const isTime = value.type === 'datetime' || value.type === 'timespan'
  if (isTime && step.type !== 'timespan') throw unsupported('make-series with this step', range)
  return { value, start: bound(start), end: bound(end), step: `(${step.sql})` }
}

interface Series {
  readonly sql: string
  readonly type: KustoType
  /** Where no row is: 0 by default. */
  readonly fallback: string
}

function seriesOf(item: KqlNode, row: RowContext, translation: Translation): Series {
  const calls: string[] = []
  const call = unnamed(item.child('Expression'))
  const { sql, type } = translation.expression(call, { ...row, aggregates: calls })
  if (calls.length === 0) throw unsupported(`make-series of '${call.text}'`, item)
  const given = item.optional('DefaultExpression')?.child('Expression')
  const fallback =
    given === undefined
      ? ({ sql: '0', type: 'long' } as const)
      : translation.expression(given, rowContext(NO_ROWS, row.scope))
  return { sql, type, fallback: convert(fallback, type) }
}

/** The number of steps from the start to before the end. */
function pointsSql({ start, end, step }: Axis, points: string): string {
  const count = `((${end} - ${start} + ${step} - 1) / ${step})`
  return `select 0 where ${count} > 0 union all select "$p" + 1 from ${points} where "$p" + 1 < ${count} and kql_running(1)`
}

interface Binned {
  readonly keys: readonly Expr[]
  readonly series: readonly Series[]
  readonly input: Relation
}

/** The aggregates of each key and step that has rows. */
function binsSql({ value, start, end, step }: Axis, { keys, series, input }: Binned): string {
  const inRange = `(${value.sql} >= ${start} and ${value.sql} < ${end})`
  const items = [
    ...keys.map(({ sql }, at) => `${sql} as "$k${at}"`),
    `(${value.sql} - ${start}) / ${step} as "$p"`,
    ...series.map(({ sql }, at) => `${sql} as "$v${at}"`),
  ]
  const groups = [...keys, value].map((_, at) => at + 1).join(', ')
  return `select ${items.join(', ')} ${fromClause({ ...input, where: [...input.where, inRange] })} group by ${groups}`
}
