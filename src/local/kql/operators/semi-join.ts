import { fromClause, type Relation } from '../relation/relation.ts'
import { listedKey, type JoinKey } from './join-keys.ts'

interface SemiJoin {
  readonly keeps: 'left' | 'right'
  /** Keeps the rows with a match, or those without. */
  readonly has: boolean
}

/** `leftantisemi` is an alias of `leftanti` — join-leftanti.md, join-rightanti.md */
export const SEMI_JOINS: ReadonlyMap<string, SemiJoin> = new Map<string, SemiJoin>([
  ['leftsemi', { keeps: 'left', has: true }],
  ['rightsemi', { keeps: 'right', has: true }],
  ['anti', { keeps: 'left', has: false }],
  ['leftanti', { keeps: 'left', has: false }],
  ['leftantisemi', { keeps: 'left', has: false }],
  ['rightanti', { keeps: 'right', has: false }],
  ['rightantisemi', { keeps: 'right', has: false }],
])

/** The rows of one side with or without a match on the other. */
export function semiJoin(
  { keeps, has }: SemiJoin,
  left: Relation,
  right: Relation,
  keys: readonly JoinKey[],
): Relation {
  const [kept, other] = keeps === 'left' ? [left, right] : [right, left]
  const own = keys.flatMap((key) => listedKey(key[keeps]))
  const theirs = keys.flatMap((key) => listedKey(key[keeps === 'left' ? 'right' : 'left']))
  const found = `((${own.join(', ')}) in (select ${theirs.join(', ')} ${fromClause(other)}))`
  return {
    ...kept,
    where: [...kept.where, has ? found : `(not ${found})`],
    source: undefined,
    order: [],
    serialized: false,
  }
}
