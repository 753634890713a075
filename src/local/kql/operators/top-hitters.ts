import { AGGREGATES } from '../functions/aggregates/aggregates.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import { columnsWithIds, fresh, fromClause, type Relation } from '../relation/relation.ts'
import { NO_ROWS, rowContext, rowsOf } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import { unsupported } from '../parser/unsupported.ts'
import { refusePartition } from './partition.ts'

/**
 * The most frequent values, or those with the largest sum — top-hitters-operator.md. Exact, whereas
 * Kusto estimates.
 */
export function topHitters(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  refusePartition(node, input)
  const rows = rowsOf(input)
  const row = rowContext(rows, scope)
  const value = translation.expression(node.child('OfExpression'), row)
  const by = node.optional('ByClause')?.child('Expression')
  const weights = by === undefined ? [] : [translation.expression(by, row)]
  const count = translation.expression(node.child('Expression'), rowContext(NO_ROWS, scope))
  const [of, weight] = columnsWithIds(node.columns ?? [])
  const aggregate = AGGREGATES.get(by === undefined ? 'count' : 'sum')
  if (of === undefined || weight === undefined || aggregate === undefined)
    throw unsupported('top-hitters of this expression', node)
  const hits = aggregate(weights, { resultType: weight.type })
  const grouped = `select ${value.sql} as ${of.id}, ${hits} as ${weight.id} ${fromClause(rows.input)} group by 1`
  return fresh(`${grouped} order by 2 desc limit max(0, ${count.sql})`, [of, weight], {
    order: [{ id: weight.id, direction: 'desc' }],
    serialized: true,
  })
}
