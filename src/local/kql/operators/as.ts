import type { KqlNode } from '../kql-node.ts'
import type { Relation } from '../relation.ts'

/** At the end of a statement it names the result (see `translateStatement`); elsewhere it changes nothing — as-operator.md */
export function as(_node: KqlNode, input: Relation): Relation {
  return input
}
