import type { KqlNode } from '../parser/kql-node.ts'
import { columnsWithIds, fresh, fromClause, type Relation } from '../relation/relation.ts'
import { inPartition, partitionIds } from './partition.ts'

export function count(_node: KqlNode, input: Relation): Relation {
  const items = ['count(*) as "Count"', ...partitionIds(input)]
  const groupBy = input.partition === undefined ? '' : ` group by ${input.partition}`
  return fresh(
    `select ${items.join(', ')} ${fromClause(input)}${groupBy}`,
    columnsWithIds([{ name: 'Count', type: 'long' }]),
    inPartition(input),
  )
}
