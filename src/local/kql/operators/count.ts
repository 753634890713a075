import type { KqlNode } from '../kql-node.ts'
import { columnsWithIds, fresh, fromClause, type Relation } from '../relation.ts'
import { refusePartition } from './partition.ts'

export function count(node: KqlNode, input: Relation): Relation {
  refusePartition(node, input)
  return fresh(
    `select count(*) as "Count" ${fromClause(input)}`,
    columnsWithIds([{ name: 'Count', type: 'long' }]),
  )
}
