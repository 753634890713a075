import { AGGREGATES } from '../functions/aggregates/aggregates.ts'
import { convert } from '../functions/operators/operators.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import { SchemaNeeded } from '../parser/schema-needed.ts'
import { sqlLiteral } from '../relation/literals.ts'
import {
  columnsWithIds,
  findColumn,
  fresh,
  fromClause,
  type Relation,
  type RelationColumn,
} from '../relation/relation.ts'
import { rowContext, rowsOf } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import type { KustoType } from '../../values/types.ts'
import { unsupported } from '../parser/unsupported.ts'
import { columnText } from './column-text.ts'

/** The aggregates of the page, by their form with a condition. */
const CONDITIONAL: ReadonlyMap<string, string> = new Map([
  ['min', 'minif'],
  ['max', 'maxif'],
  ['take_any', 'take_anyif'],
  ['sum', 'sumif'],
  ['dcount', 'dcountif'],
  ['avg', 'avgif'],
  ['stdev', 'stdevif'],
  ['variance', 'varianceif'],
  ['make_list', 'make_list_if'],
  ['make_bag', 'make_bag_if'],
  ['make_set', 'make_set_if'],
  ['count', 'countif'],
])

/** A column for each value of a column, with an aggregate of its rows — pivot-plugin.md */
export function pivot(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const [pivoted, call, ...listed] = node
    .child('FunctionCall')
    .child('ArgumentList')
    .list('Expressions')
  const column = pivoted === undefined ? undefined : findColumn(input, pivoted.name)
  if (column?.type !== 'string') throw unsupported('pivot() of anything but a string column', node)
  const over = call?.child('ArgumentList').list('Expressions')[0]
  const aggregate = CONDITIONAL.get(call === undefined ? 'count' : call.child('Name').name)
  if (aggregate === undefined) throw unsupported('pivot() with this aggregate', node)
  const kept =
    listed.length > 0
      ? listed.map(({ name }) => findColumn(input, name))
      : input.columns.filter(({ name }) => name !== column.name && name !== over?.name)
  const keys = kept.filter((one): one is RelationColumn => one !== undefined)
  if (node.optional('Schema') === undefined)
    throw schemaNeeded(node, { column, keys, type: call?.type ?? 'long' })
  const rows = rowsOf(input)
  const value = over === undefined ? [] : [translation.expression(over, rowContext(rows, scope))]
  const columns = columnsWithIds(node.columns ?? [])
  if (keys.some(({ name }) => !columns.some((one) => one.name === name)))
    throw unsupported('pivot() into a schema without a column that it groups by', node)
  const items = columns.map(({ name, type, id }) => {
    const key = keys.find((one) => one.name === name)
    if (key !== undefined) return `${convert({ sql: key.id, type: key.type }, type)} as ${id}`
    const condition = { sql: `(${column.id} = ${sqlLiteral(name)})`, type: 'bool' } as const
    const cell = AGGREGATES.get(aggregate)?.([...value, condition], { resultType: type })
    return `${cell ?? 'null'} as ${id}`
  })
  const groups = keys.map(({ id }) => id)
  const groupBy = groups.length === 0 ? '' : ` group by ${groups.join(', ')}`
  return fresh(`select ${items.join(', ')} ${fromClause(rows.input)}${groupBy}`, columns)
}

function schemaNeeded(
  node: KqlNode,
  {
    column,
    keys,
    type,
  }: { column: RelationColumn; keys: readonly RelationColumn[]; type: KustoType },
): SchemaNeeded {
  return new SchemaNeeded('pivot', node, {
    pipe: `| distinct ${columnText(column.name)} | sort by ${columnText(column.name)} asc`,
    schemaOf: (rows) => {
      const names = rows.map(([name]) => String(name))
      if (names.some((name) => name === '' || keys.some((key) => key.name === name)))
        throw unsupported('pivot() of a value that cannot name a column', node)
      const all = [...keys, ...names.map((name) => ({ name, type }))]
      return `: (${all.map((one) => `${columnText(one.name)}:${one.type}`).join(', ')})`
    },
  })
}
