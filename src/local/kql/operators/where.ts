import type { Relation } from '../relation/relation.ts'
import { rowContext, rowsOf } from '../relation/row-context.ts'
import type { Rows, Scope } from '../relation/scope.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import type { Translation } from '../relation/translation.ts'

/** Keeps the rows for which the condition is true, not null — where-operator.md */
export function where(
  node: KqlNode,
  input: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  return conjuncts(node.child('Condition')).reduce((relation, part) => {
    const rows = rowsOf(relation)
    return filter(rows, translation.condition(part, rowContext(rows, scope)))
  }, input)
}

function filter({ input }: Rows, condition: string): Relation {
  const { uniqueJoin } = input
  const isOfLeft =
    uniqueJoin?.from === input.from && !uniqueJoin.right.some((id) => condition.includes(id))
  if (uniqueJoin === undefined || !isOfLeft)
    return { ...input, where: [...input.where, condition], source: undefined }
  const over = uniqueJoin.over(condition)
  return { ...input, from: over.from, uniqueJoin: over }
}

/** `a and b` becomes two filters. */
function conjuncts(node: KqlNode): readonly KqlNode[] {
  if (node.kind !== 'BinaryExpression' || node.token('Operator') !== 'and') return [node]
  return [...conjuncts(node.child('Left')), ...conjuncts(node.child('Right'))]
}
