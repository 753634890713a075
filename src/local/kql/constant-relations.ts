import { convert } from './functions/operators/operators.ts'
import { engineColumns } from './relation/engine-types.ts'
import type { KqlNode } from './parser/kql-node.ts'
import { columnsWithIds, fresh, isRandom, ONCE, type Relation } from './relation/relation.ts'
import { NO_ROWS, rowContext } from './relation/row-context.ts'
import type { Scope } from './relation/scope.ts'
import type { Translation } from './relation/translation.ts'
import type { Expr } from './functions/values/expr.ts'
import { unsupported } from './parser/unsupported.ts'

export const ROW = '"$row"'
const IN_ORDER = [{ id: ROW, direction: 'asc' }] as const
/** SQLite returns the rows of a recursion in the order in which it made them (lang_with.html). */
const AS_MADE = [{ id: ROW, direction: 'asc', isNatural: true }] as const

/** `print a = 1, b` — print-operator.md */
export function print(node: KqlNode, scope: Scope, translation: Translation): Relation {
  const row = rowContext(NO_ROWS, scope)
  const values = node.list('Expressions').map((item) => translation.expression(item, row))
  const columns = columnsWithIds(engineColumns(node.columns ?? [], values))
  if (values.length !== columns.length)
    throw unsupported('print of a value with several columns', node)
  const items = values.map(({ sql }, index) => `${sql} as ${columns[index]?.id ?? ''}`)
  const once = items.some(isRandom) ? ONCE : ''
  return fresh(`select ${items.join(', ')}${once}`, columns, { serialized: true })
}

/** `datatable (a:string) ["x", "y"]` keeps the order of its rows — datatable-operator.md */
export function dataTable(node: KqlNode, scope: Scope, translation: Translation): Relation {
  const columns = columnsWithIds(node.columns ?? [])
  const row = rowContext(NO_ROWS, scope)
  const values = node.list('Values').map((item, index): string => {
    const type = columns[index % columns.length]?.type ?? 'dynamic'
    return convert(translation.expression(item, row), type)
  })
  const rows = Array.from({ length: values.length / columns.length }, (_, index) =>
    values.slice(index * columns.length, (index + 1) * columns.length),
  )
  return fresh(
    rowsSql(
      rows,
      columns.map(({ id }) => id),
    ),
    columns,
    { hidden: [ROW], order: IN_ORDER, serialized: true },
  )
}

/** A select of constant rows, which are numbered in {@link ROW}. */
export function rowsSql(rows: readonly (readonly string[])[], ids: readonly string[]): string {
  if (rows.length === 0)
    return `select ${ids.map((id) => `null as ${id}`).join(', ')}, 0 as ${ROW} where 0`
  const names = [...ids, ROW]
  const aliases = names.map((id, index) => `column${index + 1} as ${id}`).join(', ')
  return `select ${aliases} from (values ${rows.map((values, index) => `(${[...values, index].join(', ')})`).join(', ')})`
}

/** Checked once per 1,024 rows, because a call from SQL costs more than making a row. */
const STILL_RUNNING = `(${ROW} & 1023 or kql_running(1024))`

/** `range x from 1 to 10 step 2` — range-operator.md */
export function range(node: KqlNode, scope: Scope, translation: Translation): Relation {
  const row = rowContext(NO_ROWS, scope)
  const [column] = columnsWithIds(node.columns ?? [])
  if (column === undefined) throw unsupported('range without a column', node)
  const [from, to, step] = ['From', 'To', 'Step'].map((role) =>
    translation.expression(node.child(role), row),
  )
  if (from === undefined || to === undefined || step === undefined)
    throw unsupported('range without bounds', node)
  if (!['long', 'int', 'datetime', 'timespan'].includes(column.type))
    throw unsupported(`range over ${column.type}`, node)
  if ([from, to, step].some(({ sql }) => isRandom(sql)))
    throw unsupported('range with a bound drawn at random', node)
  const name = `"$range${translation.unique()}"`
  const steps = `with recursive ${name}(${ROW}) as (select 0 where ${rangeCount(from, to, step)} >= 0 union all select ${ROW} + 1 from ${name} where ${ROW} < ${rangeCount(from, to, step)} and ${STILL_RUNNING})`
  return fresh(
    `${steps} select ${convert(from, column.type)} + ${ROW} * (${step.sql}) as ${column.id}, ${ROW} from ${name}`,
    [column],
    {
      hidden: [ROW],
      order: AS_MADE,
      serialized: true,
    },
  )
}

/** The number of steps in the range; negative if there is none. */
function rangeCount(from: Expr, to: Expr, step: Expr): string {
  const distance = `((${to.sql}) - (${from.sql}))`
  return `(case when (${distance} < 0) <> ((${step.sql}) < 0) and ${distance} <> 0 then -1 else ${distance} / (${step.sql}) end)`
}
