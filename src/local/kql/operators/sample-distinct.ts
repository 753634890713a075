import type { KqlNode } from '../parser/kql-node.ts'
import { columnsWithIds, fresh, fromClause, type Relation } from '../relation/relation.ts'
import { NO_ROWS, rowContext, rowsOf } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import { unsupported } from '../parser/unsupported.ts'
import { refusePartition } from './partition.ts'

/** Some distinct values of a column, up to a number — sample-distinct-operator.md */
export function sampleDistinct(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  refusePartition(node, input)
  const rows = rowsOf(input)
  const value = translation.expression(node.child('OfExpression'), rowContext(rows, scope))
  const count = translation.expression(node.child('Expression'), rowContext(NO_ROWS, scope))
  const [column] = columnsWithIds(node.columns ?? [])
  if (column === undefined) throw unsupported('sample-distinct of this expression', node)
  const distinct = `select distinct ${value.sql} as ${column.id} ${fromClause(rows.input)}`
  return fresh(`${distinct} limit max(0, ${count.sql})`, [{ ...column, type: value.type }])
}
