import type { KqlNode } from '../kql-node.ts'
import type { Relation } from '../relation.ts'
import type { Scope } from '../scope.ts'
import type { Translation } from '../translation.ts'

/** Names the statement's result — as-operator.md */
export function as(
  node: KqlNode,
  input: Relation,
  _scope: Scope,
  translation: Translation,
): Relation {
  translation.nameResult(node.child('Name').name)
  return input
}
