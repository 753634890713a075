import type { KqlNode } from '../parser/kql-node.ts'
import type { Relation } from '../relation/relation.ts'
import { NO_ROWS, rowContext, rowsOf } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import { orderTerms } from './order-terms.ts'
import { limited } from './take.ts'

/** `top n by x` is `sort by x | take n` — top-operator.md */
export function top(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const rows = rowsOf(input)
  const order = orderTerms(node.child('ByExpression'), rows, scope, translation)
  const { sql } = translation.expression(node.child('Expression'), rowContext(NO_ROWS, scope))
  return limited({ ...rows.input, order, serialized: true }, sql, translation)
}
