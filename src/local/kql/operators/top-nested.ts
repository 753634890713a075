import type { KqlNode } from '../parser/kql-node.ts'
import {
  columnsWithIds,
  fresh,
  fromClause,
  withHidden,
  type Relation,
  type RelationColumn,
} from '../relation/relation.ts'
import { NO_ROWS, rowContext, rowsOf } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import type { Expr } from '../functions/values/expr.ts'
import { unsupported } from '../parser/unsupported.ts'
import { unnamed } from './output-names.ts'
import { refusePartition } from './partition.ts'

/** A level's groups: their keys, outermost first, and their aggregate, as a common table. */
interface Level {
  readonly table: Relation
  readonly keys: readonly RelationColumn[]
  readonly value: RelationColumn
  readonly place: string
}

/** The top values of each level within those of the level above — top-nested-operator.md */
export function topNested(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  refusePartition(node, input)
  const clauses = node.list('Clauses')
  const columns = columnsWithIds(node.columns ?? [])
  if (columns.length !== clauses.length * 2) throw unsupported('top-nested of these columns', node)
  const keys: Expr[] = []
  const levels: Level[] = []
  let rows: Relation = input
  for (const clause of clauses) {
    const keyed = withKey(clause, rows, scope, translation)
    keys.push(keyed.key)
    const level = groupsOf(clause, { rows: keyed.rows, keys }, scope, translation)
    levels.push(level)
    rows = { ...keyed.rows, where: [...keyed.rows.where, isAmong(level, keys)] }
  }
  return joined(levels, columns)
}

function withKey(
  clause: KqlNode,
  relation: Relation,
  scope: Scope,
  translation: Translation,
): { readonly rows: Relation; readonly key: Expr } {
  if (clause.optional('WithOthersClause') !== undefined)
    throw unsupported('top-nested with others', clause)
  const rows = rowsOf(relation)
  const key = translation.expression(unnamed(clause.child('OfExpression')), rowContext(rows, scope))
  const id = `"$level${translation.unique()}"`
  return { rows: withHidden(rows.input, id, key.sql), key: { sql: id, type: key.type } }
}

interface Grouped {
  readonly rows: Relation
  readonly keys: readonly Expr[]
}

function groupsOf(
  clause: KqlNode,
  { rows: relation, keys }: Grouped,
  scope: Scope,
  translation: Translation,
): Level {
  const rows = rowsOf(relation)
  const by = clause.child('ByExpression')
  const isOrdered = by.kind === 'OrderedExpression'
  const term = isOrdered ? by.child('Expression') : by
  const direction = isOrdered ? by.optional('Ordering')?.token('AscOrDescKeyword') : undefined
  const calls: string[] = []
  const value = translation.expression(unnamed(term), {
    ...rowContext(rows, scope),
    aggregates: calls,
  })
  if (calls.length === 0) throw unsupported(`top-nested by '${term.text}'`, by)
  const number = translation.unique()
  const ids = keys.map(({ type }, at) => ({ name: '', type, id: `"$of${number}_${at}"` }))
  const valueColumn = { name: '', type: value.type, id: `"$by${number}"` }
  const place = `"$place${number}"`
  const items = keys.map(({ sql }, at) => `${sql} as ${ids[at]?.id ?? ''}`)
  const grouped = `select ${items.join(', ')}, ${value.sql} as ${valueColumn.id} ${fromClause(rows.input)} group by ${keys.map((_, at) => at + 1).join(', ')}`
  const above = ids.slice(0, -1).map(({ id }) => id)
  const within = above.length === 0 ? '' : `partition by ${above.join(', ')} `
  const order = direction === 'asc' ? 'asc nulls first' : 'desc nulls last'
  const ranked = `select *, row_number() over (${within}order by ${valueColumn.id} ${order}) as ${place} from (${grouped})`
  const count = clause.optional('Expression')
  const limit =
    count === undefined
      ? ''
      : ` where ${place} <= ${translation.expression(count, rowContext(NO_ROWS, scope)).sql}`
  const table = translation.commonTable(
    fresh(`select * from (${ranked})${limit}`, [...ids, valueColumn], { hidden: [place] }),
    { name: 'level', isMaterialized: true },
  )
  return { table, keys: ids, value: valueColumn, place }
}

/** Keeps the rows whose keys are among a level's; nulls are keys like others. */
function isAmong({ table, keys: columns }: Level, keys: readonly Expr[]): string {
  const same = columns.map(({ id }, at) => `${id} is ${keys[at]?.sql ?? ''}`)
  return `exists (select 1 from ${table.from} where ${same.join(' and ')})`
}

/** A row for each group of the last level, with the aggregates of the levels above. */
function joined(levels: readonly Level[], columns: readonly RelationColumn[]): Relation {
  const last = levels.at(-1)
  const items = levels.flatMap(({ value }, at) => [
    `${last?.keys[at]?.id ?? ''} as ${columns[at * 2]?.id ?? ''}`,
    `${value.id} as ${columns[at * 2 + 1]?.id ?? ''}`,
  ])
  const places = levels.map(({ place }) => place)
  const conditions = levels
    .slice(0, -1)
    .flatMap(({ keys }) => keys.map(({ id }, at) => `${id} is ${last?.keys[at]?.id ?? ''}`))
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
  const from = levels.map(({ table }) => table.from).join(', ')
  const typed = columns.map((column, at) => ({
    ...column,
    type:
      (at % 2 === 0 ? levels[at / 2]?.keys.at(-1) : levels[(at - 1) / 2]?.value)?.type ??
      column.type,
  }))
  return fresh(`select ${[...items, ...places].join(', ')} from ${from}${where}`, typed, {
    hidden: places,
    order: places.map((id) => ({ id, direction: 'asc' })),
  })
}
