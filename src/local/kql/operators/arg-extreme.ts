import type { KqlNode } from '../kql-node.ts'
import { findColumn, withHidden } from '../relation.ts'
import { rowContext } from '../row-context.ts'
import type { Rows, Scope } from '../scope.ts'
import type { Translation } from '../translation.ts'
import type { Expr } from '../types.ts'
import { unsupported } from '../unsupported.ts'

/** `arg_max(key, a, b)`, `arg_min(key, *)`, `take_any(a, b)`: values of one row of each group. */
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

export function isExtremeCall(node: KqlNode): boolean {
  return node.kind === 'FunctionCallExpression' && EXTREMES.has(node.child('Name').name)
}

/**
 * Alone in its select, SQLite takes bare columns from the row of the maximum (lang_select.html, "Bare columns in an aggregate query"),
 * and from some row when all keys are null, which is what Kusto does (arg-max-aggregation-function.md).
 */
export function singleExtreme(extreme: ExtremeCall, translation: Translation): readonly Expr[] {
  const { key, others } = parts(extreme, translation)
  return [{ sql: `${direction(extreme)}(${orderKey(key)})`, type: key.type }, ...others]
}

/** Beside other aggregates bare columns may come from another one's row: the row is found by its number. */
export function windowExtreme(extreme: ExtremeCall, translation: Translation): readonly Expr[] {
  const { key, others } = parts(extreme, translation)
  const id = `"$extreme${translation.unique()}"`
  const partition = extreme.group.length === 0 ? '' : `partition by ${extreme.group.join(', ')} `
  const order = `${orderKey(key)} ${direction(extreme) === 'max' ? 'desc' : 'asc'} nulls last`
  extreme.rows.input = withHidden(
    extreme.rows.input,
    id,
    `row_number() over (${partition}order by ${order})`,
  )
  return [key, ...others].map(({ sql, type }) => ({
    sql: `max(case when ${id} = 1 then ${sql} end)`,
    type,
  }))
}

function direction({ call }: ExtremeCall): 'max' | 'min' {
  return EXTREMES.get(call.child('Name').name) ?? 'max'
}

/** NaN lies as text, behind all numbers. */
function orderKey({ sql, type }: Expr): string {
  return type === 'real' ? `iif(typeof(${sql}) = 'text', null, ${sql})` : sql
}

function parts(
  { call, rows, scope }: ExtremeCall,
  translation: Translation,
): { key: Expr; others: readonly Expr[] } {
  const [first, ...rest] = call.child('ArgumentList').list('Expressions')
  if (first === undefined) throw unsupported('arg_max() of nothing', call)
  const row = rowContext(rows, scope)
  const key = translation.expression(first, row)
  if (key.type === 'dynamic' || key.type === 'decimal')
    throw unsupported(`arg_max() by a ${key.type}`, call)
  const others = rest.flatMap((argument) =>
    argument.kind === 'StarExpression'
      ? starColumns(call, rows)
      : [translation.expression(argument, row)],
  )
  return { key, others }
}

/** What `*` stands for, only the analyzer knows: all columns but the group's keys. */
function starColumns(call: KqlNode, rows: Rows): readonly Expr[] {
  return (call.columns ?? []).slice(1).map(({ name }) => {
    const column = findColumn(rows.input, name)
    if (column === undefined) throw unsupported(`the column '${name}' of ${call.text}`, call)
    return { sql: column.id, type: column.type }
  })
}
