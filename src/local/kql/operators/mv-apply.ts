import type { KqlNode } from '../parser/kql-node.ts'
import {
  columnsWithIds,
  findColumn,
  select,
  withHidden,
  orderBy,
  type Output,
  type Relation,
} from '../relation/relation.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import { unsupported } from '../parser/unsupported.ts'
import { expandedColumns } from './mv-expand.ts'
import { refusePartition } from './partition.ts'

/** Expands each row into a table and applies a subquery to each table — mv-apply-operator.md */
export function mvApply(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  refusePartition(node, input)
  if (node.optional('ContextIdClause') !== undefined) throw unsupported('mv-apply with an id', node)
  const expanded = expandedRows(node, numbered(input, translation), scope, translation)
  const result = translation.relation(node.child('Subquery').child('Expression'), scope, expanded)
  const outputs = (node.columns ?? []).map(({ name }): Output => {
    const column = findColumn(result, name)
    if (column === undefined) throw unsupported(`the column '${name}' of mv-apply`, node)
    return { name, type: column.type, sql: column.id }
  })
  const flat = select({ ...result, order: [], serialized: false }, outputs)
  return { ...flat, partition: undefined, outer: [], hidden: [] }
}

/** The row number separates its elements from those of other rows. */
function numbered(input: Relation, translation: Translation): Relation {
  const id = `"$apply${translation.unique()}"`
  return { ...withHidden(input, id, `row_number() over (${orderBy(input).trim()})`), partition: id }
}

/**
 * The subquery's input has only the elements as columns, but it may also name the outer row's
 * columns.
 */
function expandedRows(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const { relation, outputs, indexId } = expandedColumns(node, input, scope, translation)
  return withOuter(relation, outputs, indexId, translation)
}

function withOuter(
  relation: Relation,
  made: readonly Output[],
  indexId: string,
  translation: Translation,
): Relation {
  const prefix = `$outer${translation.unique()}.`
  const outer = columnsWithIds(
    relation.columns.map(({ name, type }) => ({ name: prefix + name, type })),
  )
  const outputs = relation.columns.map(({ type, id }, index) => ({
    name: outer[index]?.name ?? '',
    type,
    sql: id,
  }))
  const all = select({ ...relation, order: [] }, [...made, ...outputs])
  return {
    ...all,
    columns: all.columns.slice(0, made.length),
    outer: all.columns
      .slice(made.length)
      .map((column) => ({ ...column, name: column.name.slice(prefix.length) })),
    order: [{ id: indexId, direction: 'asc' }],
    serialized: true,
  }
}
