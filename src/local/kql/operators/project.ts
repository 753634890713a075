import type { KqlNode } from '../parser/kql-node.ts'
import { findColumn, select, type Relation } from '../relation/relation.ts'
import { rowContext, rowsOf } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import { unsupported } from '../parser/unsupported.ts'

/** Exactly the listed columns — project-operator.md */
export function project(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const rows = rowsOf(input)
  const row = rowContext(rows, scope)
  const values = node.list('Expressions').map((item) => translation.expression(item, row))
  const columns = node.columns ?? []
  if (columns.length !== values.length)
    throw unsupported('an expression that makes several columns', node)
  const outputs = values.map(({ sql, type }, index) => ({
    name: columns[index]?.name ?? '',
    type,
    sql,
  }))
  return select(rows.input, outputs)
}

/**
 * project-away, project-keep, project-rename, project-reorder: the analyzer knows the resulting
 * columns; a renamed column keeps its place.
 */
export function projectByName(node: KqlNode, input: Relation): Relation {
  const renamed = new Map(
    node
      .list('Expressions')
      .filter((item) => item.kind === 'SimpleNamedExpression')
      .map((item) => [item.child('Name').name, item.child('Expression').name]),
  )
  const outputs = (node.columns ?? []).map(({ name }) => {
    const column = findColumn(input, renamed.get(name) ?? name)
    if (column === undefined) throw unsupported(`the column '${name}' of ${node.kind}`, node)
    return { name, type: column.type, sql: column.id }
  })
  return select(input, outputs)
}
