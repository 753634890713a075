import {
  fromClause,
  type Relation,
  type RelationColumn,
  type UniqueJoin,
} from '../relation/relation.ts'
import { partitionIds } from './partition.ts'

/**
 * Moves a later filter on left columns before the join, so that it decides which row of a key is
 * taken — join-innerunique.md, "Two possible outputs".
 */
export function uniqueJoin(left: Relation, overLeft: (rows: Relation) => Relation): Relation {
  const relation = overLeft(left)
  const [own, right] = [
    relation.columns.slice(0, left.columns.length),
    relation.columns.slice(left.columns.length).map(({ id }) => id),
  ]
  const described = ({ from }: Relation, earlier: readonly string[]): UniqueJoin => ({
    from,
    right,
    over: (condition) => {
      const conditions = [...earlier, condition]
      return described(overLeft(filtered(left, own, conditions)), conditions)
    },
  })
  return { ...relation, uniqueJoin: described(relation, []) }
}

/** The left rows under the join's column names, which conditions use. */
function filtered(
  left: Relation,
  named: readonly RelationColumn[],
  conditions: readonly string[],
): Relation {
  const items = left.columns.map(({ id }, index) => `${id} as ${named[index]?.id ?? ''}`)
  const selected = `(select ${[...items, ...partitionIds(left)].join(', ')} ${fromClause(left)})`
  const kept = `select * from ${selected} where ${conditions.join(' and ')}`
  const back = left.columns.map(({ id }, index) => `${named[index]?.id ?? ''} as ${id}`)
  return {
    ...left,
    from: `(select ${[...back, ...partitionIds(left)].join(', ')} from (${kept}))`,
    where: [],
  }
}
