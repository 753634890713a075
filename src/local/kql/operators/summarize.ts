import { AGGREGATES } from '../functions/aggregates/aggregates.ts'
import { engineColumns } from '../relation/engine-types.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import {
  columnsWithIds,
  fresh,
  fromClause,
  missingValue,
  type Relation,
} from '../relation/relation.ts'
import { rowContext, rowsOf } from '../relation/row-context.ts'
import type { Rows, Scope } from '../relation/scope.ts'
import type { RowContext, Translation } from '../relation/translation.ts'
import type { Expr } from '../functions/values/expr.ts'
import { semanticError, unsupported } from '../parser/unsupported.ts'
import {
  isExtremeCall,
  isOrdered,
  singleExtreme,
  windowExtreme,
  type ExtremeCall,
} from './arg-extreme.ts'
import { unnamed } from './output-names.ts'
import { inPartition, partitionIds } from './partition.ts'

/**
 * Groups in arbitrary order; without `by` always one row, even of no input — summarize-operator.md
 */
export function summarize(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const rows = rowsOf(input)
  const row = rowContext(rows, scope, [])
  const keys = (node.optional('ByClause')?.list('Expressions') ?? []).map((item) =>
    translation.expression(item, rowContext(rows, scope)),
  )
  const aggregates = node.list('Aggregates')
  const group = [
    ...keys.map(({ sql }) => sql),
    ...(input.partition === undefined ? [] : [input.partition]),
  ]
  const values = aggregateValues(aggregates, { row, rows, group }, translation)
  const outputs = [...keys, ...values]
  const columns = columnsWithIds(engineColumns(node.columns ?? [], outputs))
  if (outputs.length !== columns.length) throw unsupported('summarize with these columns', node)
  const items = outputs.map(({ sql }, index) => `${sql} as ${columns[index]?.id ?? ''}`)
  const selected = `select ${[...items, ...partitionIds(input)].join(', ')} ${fromClause(rows.input)}`
  if (group.length === 0) return fresh(selected, columns, inPartition(input))
  const groupBy = group.map((_, index) => groupTerm(index, keys, input)).join(', ')
  const grouped = fresh(`${selected} group by ${groupBy}`, columns, inPartition(input))
  if (input.partition !== undefined) return grouped
  const keyIds = columns.slice(0, keys.length).map(({ id }) => id)
  return { ...grouped, grouping: { from: grouped.from, select: selected, keys: keyIds } }
}

/** Groups by position, since an expression may have the name of a column. */
function groupTerm(index: number, keys: readonly Expr[], input: Relation): string {
  return index < keys.length ? String(index + 1) : (input.partition ?? '')
}

interface Group {
  readonly row: RowContext
  readonly rows: Rows
  readonly group: readonly string[]
}

function aggregateValues(
  items: readonly KqlNode[],
  group: Group,
  translation: Translation,
): readonly Expr[] {
  const [only] = items
  const call = items.length === 1 && only !== undefined ? unnamed(only) : undefined
  if (call !== undefined && isOrdered(call))
    return ofGroup(singleExtreme(extreme(call, group), translation), group)
  return items.flatMap((item) => {
    const value = unnamed(item)
    if (isExtremeCall(value))
      return ofGroup(windowExtreme(extreme(value, group), translation), group)
    if (value.columns !== undefined) return severalValues(value, group, translation)
    return [aggregateValue(item, group.row, translation)]
  })
}

/**
 * Checks what Kusto checks, as measured in tests/test_summarize_expressions.py of
 * mmaitre314/duckdb-kql.
 */
function aggregateValue(item: KqlNode, row: RowContext, translation: Translation): Expr {
  const calls: string[] = []
  const value = translation.expression(unnamed(item), { ...row, aggregates: calls })
  if (calls.length === 0) throw semanticError(`summarize: '${item.text}' is not an aggregate`, item)
  // Kusto names round(percentile(x, 50)) like the percentile, the analyzer Column1
  const isWrapped = item.kind === 'FunctionCallExpression' && item.child('Name').name !== calls[0]
  if (isWrapped && calls.includes('percentile'))
    throw unsupported('a function of percentile() without a name of its own', item)
  // covariance-aggregation-function.md: covariance_x_y, for the analyzer covariance_x
  if (item.kind === 'FunctionCallExpression' && calls.some((name) => name.startsWith('covariance')))
    throw unsupported(`${calls.join(', ')}() without a name of its own`, item)
  return value
}

function extreme(call: KqlNode, group: Group): ExtremeCall {
  return { call, rows: group.rows, scope: group.row.scope, group: group.group }
}

/**
 * Without rows there is one group, and only if there is no `by`; its strings are empty, not null.
 */
function ofGroup(values: readonly Expr[], { group }: Group): readonly Expr[] {
  if (group.length > 0) return values
  return values.map(({ sql, type }) =>
    type === 'string' ? { sql: `coalesce(${sql}, ${missingValue(type)})`, type } : { sql, type },
  )
}

/** The arguments before the ranks, and the aggregate for one rank. */
const PER_RANK: ReadonlyMap<string, readonly [fixed: number, aggregate: string]> = new Map([
  ['percentiles', [1, 'percentile']],
  ['percentilesw', [2, 'percentilew']],
])

/** `percentiles(x, 5, 95)` is one percentile per rank. */
function severalValues(call: KqlNode, { row }: Group, translation: Translation): readonly Expr[] {
  const name = call.kind === 'FunctionCallExpression' ? call.child('Name').name : call.kind
  const [fixed, single] = PER_RANK.get(name) ?? [0, '']
  const percentile = AGGREGATES.get(single)
  if (percentile === undefined) throw unsupported(`${name}() with several columns`, call)
  const inner = { ...row, aggregates: undefined }
  const args = call
    .child('ArgumentList')
    .list('Expressions')
    .map((argument) => translation.expression(argument, inner))
  const [value] = args
  if (value === undefined) throw unsupported(`${name}() of nothing`, call)
  return args.slice(fixed).map((rank) => ({
    sql: percentile([...args.slice(0, fixed), rank], { resultType: value.type }),
    type: value.type,
  }))
}
