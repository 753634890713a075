import type { KqlNode } from '../parser/kql-node.ts'
import type { Relation } from '../relation/relation.ts'
import { unsupported } from '../parser/unsupported.ts'

/** For operators that would have to work on each row of `mv-apply` apart, and do not. */
export function refusePartition(node: KqlNode, input: Relation): void {
  if (input.partition !== undefined) throw unsupported(`${node.kind} inside mv-apply`, node)
}

/**
 * `mv-apply` keeps the groups apart: what identifies a group and its outer row goes with each
 * result row.
 */
export function partitionIds(input: Relation): readonly string[] {
  return input.partition === undefined ? [] : [input.partition, ...input.outer.map(({ id }) => id)]
}

/** The same for the relation that carries them on. */
export function inPartition(input: Relation): Partial<Relation> {
  return {
    partition: input.partition,
    outer: input.outer,
    hidden: input.partition === undefined ? [] : [input.partition],
  }
}
