import type { Relation } from '../relation/relation.ts'
import { rowContext, rowsOf } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import type { Translation } from '../relation/translation.ts'

/** Keeps the rows for which the condition is true; null is not — where-operator.md */
export function where(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const rows = rowsOf(input)
  const condition = translation.condition(node.child('Condition'), rowContext(rows, scope))
  return { ...rows.input, where: [...rows.input.where, condition] }
}
