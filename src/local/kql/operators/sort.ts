import type { KqlNode } from '../parser/kql-node.ts'
import type { Relation } from '../relation/relation.ts'
import { rowsOf } from '../relation/row-context.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import { orderTerms } from './order-terms.ts'

export function sort(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const rows = rowsOf(input)
  const order = node
    .list('Expressions')
    .flatMap((item) => orderTerms(item, rows, scope, translation))
  return { ...rows.input, order, serialized: true, source: undefined }
}
