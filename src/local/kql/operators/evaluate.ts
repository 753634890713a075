import type { KqlNode } from '../parser/kql-node.ts'
import type { Relation } from '../relation/relation.ts'
import type { Operator, Translation } from '../relation/translation.ts'
import type { Scope } from '../relation/scope.ts'
import { unsupported } from '../parser/unsupported.ts'
import { bagUnpack } from './bag-unpack.ts'
import { narrow } from './narrow.ts'
import { refusePartition } from './partition.ts'
import { pivot } from './pivot.ts'

const PLUGINS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['bag_unpack', bagUnpack],
  ['narrow', narrow],
  ['pivot', pivot],
])

/** `evaluate plugin(…) : (schema)` — evaluate-operator.md */
export function evaluate(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const name = node.child('FunctionCall').child('Name').name
  const plugin = PLUGINS.get(name)
  if (plugin === undefined) throw unsupported(`the plugin ${name}`, node)
  refusePartition(node, input)
  return plugin(node, input, scope, translation)
}
