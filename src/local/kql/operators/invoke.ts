import type { KqlNode } from '../parser/kql-node.ts'
import type { Relation } from '../relation/relation.ts'
import { NO_ROWS, rowContext } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import { unsupported } from '../parser/unsupported.ts'
import { callOf, calledName, findUserFunction } from '../relation/user-functions.ts'

/** `T | invoke f(x)` is `f(T, x)` — invoke-operator.md */
export function invoke(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const call = node.child('Function')
  const name = calledName(call)
  const called = findUserFunction(name, scope, translation.snapshot)
  if (called === undefined) throw unsupported(`invoke of ${name}`, node)
  const { result, scope: inner } = callOf(
    { node: call, called, row: rowContext(NO_ROWS, scope), input },
    translation,
  )
  return translation.relation(result, inner)
}
