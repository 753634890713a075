import type { KqlNode } from '../parser/kql-node.ts'
import type { Relation } from '../relation/relation.ts'
import { unsupported } from '../parser/unsupported.ts'

/** For operators that cannot process the groups of `mv-apply` and `partition` separately. */
export function refusePartition(node: KqlNode, input: Relation): void {
  if (input.partition !== undefined)
    throw unsupported(`${node.kind} inside mv-apply or partition`, node)
}

/**
 * `mv-apply` keeps its groups separate, so each result row carries the group's id and its outer
 * row.
 */
export function partitionIds(input: Relation): readonly string[] {
  return input.partition === undefined ? [] : [input.partition, ...input.outer.map(({ id }) => id)]
}

/** The same for the resulting relation. */
export function inPartition(input: Relation): Partial<Relation> {
  return {
    partition: input.partition,
    outer: input.outer,
    hidden: input.partition === undefined ? [] : [input.partition],
  }
}
