import type { ReadCall } from '../call.ts'
import type { DeltaAnswer } from '../history.ts'
import type { ThreadBook } from '../thread-book.ts'
import type { AnsweredWrite } from './align-writes.ts'
import { DeltaChains } from './delta-chains.ts'
import { explainWrites, type Explained } from './explain-writes.ts'
import type { KeptWrites } from './kept-writes.ts'
import type { Winners } from './winners.ts'

interface Rules {
  readonly thread: ThreadBook
  readonly kept: KeptWrites
  readonly winners: Winners
}

export interface DeltaQuestion {
  readonly ns: string
  /** The checkpoints that the answer may mean. */
  readonly heads: readonly string[]
  readonly channel: string
}

/**
 * A delta channel's state is the fold of its writes: those of the ancestors, from the nearest value
 * on, none missing.
 */
export function judgeDelta(
  { ns, heads, channel }: DeltaQuestion,
  answer: DeltaAnswer,
  read: ReadCall,
  rules: Rules,
): Explained | undefined {
  const given: AnsweredWrite[] = answer.writes.map(([task, digest]) => ({ task, channel, digest }))
  const chainsFor = () => new DeltaChains({ ...rules, read, channel })
  if (heads.some((head) => chainsFor().fits(ns, head, answer.seed, given))) return undefined
  if (heads.length > 0 && heads.every((head) => isGone(rules, ns, head, read))) {
    const detail = `delta channel ${channel} is of a checkpoint that was deleted with its thread`
    return { kind: 'brought back', detail }
  }
  const chains = heads.flatMap((head) => chainsFor().of(ns, head))
  const chain = chains
    .filter(({ seed }) => seed === answer.seed)
    .toSorted((a, b) => b.places.length - a.places.length)[0]
  if (chain === undefined) {
    const expected = [...new Set(chains.map(({ seed }) => String(seed)))].join(' or ')
    const detail = `delta channel ${channel} begins with ${answer.seed}, expected ${expected}`
    return { kind: 'torn', detail }
  }
  const { kind, detail } = explainWrites(chain.places, given, chain.slots, read, rules)
  // a state that lacks a write is not an older state but one that never existed
  return { kind: kind === 'lost' ? 'torn' : kind, detail: `delta channel ${channel}: ${detail}` }
}

function isGone({ thread, kept }: Rules, ns: string, head: string, read: ReadCall): boolean {
  const puts = thread.find(ns, head)?.puts ?? []
  return puts.length > 0 && puts.every((put) => kept.isSurelyGone(put, read))
}
