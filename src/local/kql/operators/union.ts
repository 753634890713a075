import { sqlText } from '../../sqlite/text.ts'
import { isWidened } from '../relation/engine-types.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import {
  columnsWithIds,
  findColumn,
  fresh,
  fromClause,
  missingValue,
  type Relation,
} from '../relation/relation.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import type { Column } from '../../values/types.ts'
import { unsupported } from '../parser/unsupported.ts'
import { namedParameters } from './named-parameters.ts'
import { refusePartition } from './partition.ts'

const PARAMETERS = ['kind', 'withsource', 'isfuzzy'] as const

/** All rows of all inputs; a column that an input lacks is '' or null there — union-operator.md */
export function union(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  refusePartition(node, input)
  const parameters = namedParameters(node, PARAMETERS)
  const isPiped = input.columns.length > 0
  const isFuzzy = parameters.get('isfuzzy') === 'true'
  const others = node
    .list('Expressions')
    .filter((item) => !isFuzzy || !isUnknown(item))
    .map((item) => translation.relation(item, scope))
  const relations = isPiped ? [input, ...others] : others
  const sourceColumn = parameters.get('withsource')
  const isInner = parameters.get('kind') === 'inner'
  const columns = columnsWithIds(unionColumns(node, relations, isInner))
  const selects = relations.map((relation, index) => {
    const items = columns.map((column) =>
      column.name === sourceColumn
        ? `${sqlText(relation.source ?? `union_arg${index}`)} as ${column.id}`
        : `${valueOf(column, relation)} as ${column.id}`,
    )
    return `select ${items.join(', ')} ${fromClause(relation)}`
  })
  if (selects.length === 0) throw unsupported('union of nothing', node)
  return fresh(selects.join(' union all '), columns)
}

/**
 * The analyzer counts with all columns whatever the kind; those that an inner union drops are
 * refused where they are named later.
 */
function unionColumns(node: KqlNode, relations: readonly Relation[], isInner: boolean): Column[] {
  const sourceColumn = namedParameters(node, PARAMETERS).get('withsource')
  return (node.columns ?? [])
    .filter(
      (column) =>
        !isInner ||
        column.name === sourceColumn ||
        relations.every((relation) => hasColumn(relation, column)),
    )
    .map((column) => (relations.some(isLongIn(column)) ? { ...column, type: 'long' } : column))
}

function hasColumn(relation: Relation, { name, type }: Column): boolean {
  const found = findColumn(relation, name)
  return found !== undefined && (found.type === type || isWidened(type, found.type))
}

function isLongIn({ name, type }: Column): (relation: Relation) => boolean {
  return (relation) => isWidened(type, findColumn(relation, name)?.type)
}

/** `isfuzzy=true` leaves out what does not exist. */
function isUnknown(item: KqlNode): boolean {
  return item.kind === 'NameReference' && item.symbol === undefined
}

/** A name with several types becomes `name_type` for each of them. */
function valueOf(column: Column, relation: Relation): string {
  const same = findColumn(relation, column.name)
  if (same?.type === column.type) return same.id
  const suffix = `_${column.type}`
  const renamed = column.name.endsWith(suffix)
    ? findColumn(relation, column.name.slice(0, -suffix.length))
    : undefined
  return renamed?.type === column.type ? renamed.id : missingValue(column.type)
}
