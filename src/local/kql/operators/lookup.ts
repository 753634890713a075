import type { KqlNode } from '../parser/kql-node.ts'
import type { Relation } from '../relation/relation.ts'
import type { Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import { unsupported } from '../parser/unsupported.ts'
import { joinKeys, keyCondition } from './join-keys.ts'
import { joined, rowsSql, side } from './join.ts'
import { namedParameters } from './named-parameters.ts'

/** A join that drops the right side's keys; leftouter unless `kind=inner` — lookup-operator.md */
export function lookup(
  node: KqlNode,
  left: Relation,
  scope: Scope,
  translation: Translation,
): Relation {
  const kind = namedParameters(node, ['kind']).get('kind') ?? 'leftouter'
  if (kind !== 'leftouter' && kind !== 'inner') throw unsupported(`lookup kind=${kind}`, node)
  const right = translation.relation(node.child('Expression'), scope)
  const keys = joinKeys(node.child('LookupClause'), left, right)
  const added = right.columns.filter(({ id }) => !keys.some((key) => key.right.id === id))
  const outputs = [
    ...left.columns.map(side('$left', false)),
    ...added.map(side('$right', kind === 'leftouter')),
  ]
  const operator = kind === 'inner' ? 'join' : 'left join'
  return joined(
    node,
    left,
    outputs,
    `${rowsSql(left)} as "$left" ${operator} ${rowsSql(right)} as "$right" on ${keyCondition(keys)}`,
  )
}
