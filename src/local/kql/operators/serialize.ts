import type { KqlNode } from '../parser/kql-node.ts'
import type { Relation } from '../relation/relation.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import { extend } from './extend.ts'

/** Declares the order of the rows safe to use, and extends them — serialize-operator.md */
export function serialize(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  return extend(node, { ...input, serialized: true }, scope, translation)
}
