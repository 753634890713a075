import { convert, elementAccess } from '../functions/operators/operators.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import { sqlLiteral, stringOfLiteral } from '../relation/literals.ts'
import {
  findColumn,
  select,
  type Output,
  type Relation,
  type RelationColumn,
} from '../relation/relation.ts'
import { scalarType } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import { unsupported } from '../parser/unsupported.ts'

/**
 * `evaluate bag_unpack(d, "prefix_") : (*, a:long)`. Without the output schema, its columns would
 * depend on the rows, which are unknown at compile time — bag-unpack-plugin.md
 */
export function evaluate(
  node: KqlNode,
  input: Relation,
  _scope: Scope,
  _translation: Translation,
): Relation {
  const call = node.child('FunctionCall')
  const plugin = call.child('Name').name
  if (plugin !== 'bag_unpack') throw unsupported(`the plugin ${plugin}`, node)
  const schema = node.optional('Schema')?.optional('Schema')
  if (schema === undefined)
    throw unsupported('bag_unpack() without an output schema, `: (*, name:type)`,', node)
  const { bag, prefix } = bagAndPrefix(call, input)
  const others = input.columns.filter((column) => column !== bag)
  const kept = schema.token('AsteriskToken') === '*' ? others : []
  const unpacked = schema.list('Columns').map((item) => slot(item, bag, prefix, others))
  return select(input, [
    ...kept.map(({ name, type, id }) => ({ name, type, sql: id })),
    ...unpacked,
  ])
}

function bagAndPrefix(
  call: KqlNode,
  input: Relation,
): { readonly bag: RelationColumn; readonly prefix: string } {
  const [column, prefix, further] = call.child('ArgumentList').list('Expressions')
  const bag = column?.kind === 'NameReference' ? findColumn(input, column.name) : undefined
  const text = prefix === undefined ? '' : stringOfLiteral(prefix.text)
  if (bag === undefined || text === undefined || further !== undefined)
    throw unsupported('bag_unpack() with more than a column and a prefix', call)
  return { bag, prefix: text }
}

function slot(
  item: KqlNode,
  bag: RelationColumn,
  prefix: string,
  others: readonly RelationColumn[],
): Output {
  const name = item.child('Name').name
  const type = scalarType(item.child('Name'))
  if (others.some((column) => column.name === name) || !name.startsWith(prefix))
    throw unsupported(`bag_unpack() into '${name}', which is no slot of the bag alone`, item)
  const value = elementAccess(
    { sql: bag.id, type: 'dynamic' },
    { sql: sqlLiteral(name.slice(prefix.length)), type: 'string' },
  )
  return { name, type, sql: convert({ sql: value, type: 'dynamic' }, type) }
}
