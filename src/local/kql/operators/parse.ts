import type { KqlNode } from '../kql-node.ts'
import type { Relation } from '../relation.ts'
import { unsupported } from '../unsupported.ts'

export function parse(node: KqlNode, _input: Relation): Relation {
  throw unsupported('the operator parse', node)
}
export function parseWhere(node: KqlNode, _input: Relation): Relation {
  throw unsupported('the operator parse-where', node)
}
