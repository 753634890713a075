import type { KqlNode } from '../parser/kql-node.ts'
import { findColumn, withHidden } from '../relation/relation.ts'
import { rowContext } from '../relation/row-context.ts'
import type { Rows, Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import type { Expr } from '../functions/values/expr.ts'
import { unsupported } from '../parser/unsupported.ts'

/** `arg_max(key, a, b)`, `arg_min(key, *)`, `take_any(a, b)`: values of one row per group. */
export interface ExtremeCall {
  readonly call: KqlNode
  readonly rows: Rows
  readonly scope: Scope
  /** SQL of the group's keys. */
  readonly group: readonly string[]
}

const EXTREMES: ReadonlyMap<string, 'max' | 'min'> = new Map([
  ['arg_max', 'max'],
  ['argmax', 'max'],
  ['arg_min', 'min'],
  ['argmin', 'min'],
])

const ANY: ReadonlySet<string> = new Set(['take_any', 'any'])

export function isExtremeCall(node: KqlNode): boolean {
  if (node.kind !== 'FunctionCallExpression') return false
  const name = node.child('Name').name
  // take_any of one column is an ordinary aggregate
  return EXTREMES.has(name) || (ANY.has(name) && node.columns !== undefined)
}

/** Whether a key decides which row is taken. */
export function isOrdered(node: KqlNode): boolean {
  return node.kind === 'FunctionCallExpression' && EXTREMES.has(node.child('Name').name)
}

/**
 * If it is the only aggregate of its select, SQLite takes bare columns from the row of the maximum
 * (lang_select.html, "Bare columns in an aggregate query"), or from any row if all keys are null.
 * Kusto does the same (arg-max-aggregation-function.md).
 */
export function singleExtreme(extreme: ExtremeCall, translation: Translation): readonly Expr[] {
  const [key, ...others] = parts(extreme, translation)
  if (key === undefined) throw unsupported('an aggregate of nothing', extreme.call)
  const order = direction(extreme)
  if (order === undefined) return [key, ...others]
  const extremum = `${order}(${firstOfNulls(key, order)})`
  // the select needs the aggregate; the key's value comes from the row, like the other columns
  const sql = key.type === 'string' ? extremum : `iif(${extremum} is null, null, ${orderKey(key)})`
  return [{ sql, type: key.type }, ...others]
}

/**
 * If all keys of a group are null, Kusto returns the first row (arg-max-aggregation-function.md,
 * the example of null handling), but SQLite the last. So nulls are replaced by a value that no key
 * exceeds.
 */
function firstOfNulls(key: Expr, order: 'max' | 'min'): string {
  if (key.type === 'string') return key.sql
  const least = key.type === 'guid' ? `''` : '-9e999'
  return `coalesce(${orderKey(key)}, ${order === 'max' ? least : `x''`})`
}

/**
 * With other aggregates in the select, bare columns may come from another aggregate's row, so the
 * row is selected by its number.
 */
export function windowExtreme(extreme: ExtremeCall, translation: Translation): readonly Expr[] {
  const values = parts(extreme, translation)
  const id = `"$extreme${translation.unique()}"`
  const partition = extreme.group.length === 0 ? '' : `partition by ${extreme.group.join(', ')} `
  const number = `row_number() over (${partition}${rowOrder(extreme, values[0])})`
  extreme.rows.input = withHidden(extreme.rows.input, id, number)
  return values.map(({ sql, type }) => ({ sql: `max(case when ${id} = 1 then ${sql} end)`, type }))
}

function rowOrder(extreme: ExtremeCall, key: Expr | undefined): string {
  const order = direction(extreme)
  if (order === undefined || key === undefined) return ''
  return `order by ${orderKey(key)} ${order === 'max' ? 'desc' : 'asc'} nulls last`
}

/** Undefined for take_any. */
function direction({ call }: ExtremeCall): 'max' | 'min' | undefined {
  return EXTREMES.get(call.child('Name').name)
}

/** NaN is stored as text, which sorts after all numbers. */
function orderKey({ sql, type }: Expr): string {
  return type === 'real' ? `iif(typeof(${sql}) = 'text', null, ${sql})` : sql
}

/** The key comes first for `arg_max` and `arg_min`. */
function parts({ call, rows, scope }: ExtremeCall, translation: Translation): readonly Expr[] {
  const items = call.child('ArgumentList').list('Expressions')
  const row = rowContext(rows, scope)
  const values = items.flatMap((item, index) =>
    item.kind === 'StarExpression'
      ? starColumns(call, index, rows)
      : [translation.expression(item, row)],
  )
  const [key] = values
  if (
    EXTREMES.has(call.child('Name').name) &&
    (key?.type === 'dynamic' || key?.type === 'decimal')
  ) {
    throw unsupported(`arg_max() by a ${key.type}`, call)
  }
  return values
}

/** Only the analyzer knows the columns of `*`: all but the group's keys. */
function starColumns(call: KqlNode, first: number, rows: Rows): readonly Expr[] {
  return (call.columns ?? []).slice(first).map(({ name }) => {
    const column = findColumn(rows.input, name)
    if (column === undefined) throw unsupported(`the column '${name}' of ${call.text}`, call)
    return { sql: column.id, type: column.type }
  })
}
