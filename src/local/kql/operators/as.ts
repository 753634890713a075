import type { KqlNode } from '../parser/kql-node.ts'
import type { Relation } from '../relation/relation.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'

/**
 * Names the rows for later use in the statement. At the end of a statement it names the result (see
 * `translateStatements`) — as-operator.md
 */
export function as(
  node: KqlNode,
  input: Relation,
  _scope: Scope,
  translation: Translation,
): Relation {
  const name = node.child('Name').name
  const relation = isMaterialized(node)
    ? translation.commonTable(input, { name, isMaterialized: true })
    : input
  const named = { ...relation, source: name }
  translation.nameRelation(name, named)
  return named
}

function isMaterialized(node: KqlNode): boolean {
  return node
    .list('Parameters')
    .some(
      (parameter) =>
        parameter.child('Name').name === 'hint.materialized' &&
        parameter.child('Expression').text === 'true',
    )
}
