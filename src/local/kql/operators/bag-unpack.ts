import { convert, elementAccess } from '../functions/operators/operators.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import { SchemaNeeded } from '../parser/schema-needed.ts'
import type { KustoType } from '../../values/types.ts'
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
import { columnText } from './column-text.ts'

/**
 * `evaluate bag_unpack(d, "prefix_") : (*, a:long)`; without the output schema, its columns depend
 * on the rows — bag-unpack-plugin.md
 */
export function bagUnpack(
  node: KqlNode,
  input: Relation,
  _scope: Scope,
  _translation: Translation,
): Relation {
  const call = node.child('FunctionCall')
  const schema = node.optional('Schema')?.optional('Schema')
  const { bag, prefix } = bagAndPrefix(call, input)
  if (schema === undefined) throw schemaNeeded(node, bag, prefix)
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

/** Slots of one type have that type, others are dynamic; the page shows them sorted by name. */
function schemaNeeded(node: KqlNode, bag: RelationColumn, prefix: string): SchemaNeeded {
  return new SchemaNeeded('bag_unpack', node, {
    pipe: `| project pair = ${columnText(bag.name)} | where gettype(pair) == "dictionary" | mv-expand kind=array pair | distinct key = tostring(pair[0]), type = gettype(pair[1]) | sort by key asc`,
    schemaOf: (rows) => {
      const slots = new Map<string, KustoType | undefined>()
      for (const [key, type] of rows) {
        const name = String(key)
        const held = SLOT_TYPES.get(String(type))
        const known = slots.get(name)
        if (type === 'null') slots.set(name, known)
        else slots.set(name, known === undefined || known === held ? held : 'dynamic')
      }
      const columns = Array.from(slots, ([name, type]) => {
        if (type === undefined) throw unsupported(`bag_unpack() of '${name}', which is null`, node)
        return `, ${columnText(prefix + name)}:${type}`
      })
      return `: (*${columns.join('')})`
    },
  })
}

const SLOT_TYPES: ReadonlyMap<string, KustoType> = new Map([
  ['long', 'long'],
  ['double', 'real'],
  ['string', 'string'],
  ['bool', 'bool'],
  ['array', 'dynamic'],
  ['dictionary', 'dynamic'],
])
