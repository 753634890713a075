import type { ReadCall, WriteRecord } from '../call.ts'
import type { CheckpointBook } from '../checkpoint-book.ts'
import type { SeenWrite } from '../digest.ts'
import { alignWrites, matches } from './align-writes.ts'
import { explainWrites, type Explained } from './explain-writes.ts'
import type { KeptWrites } from './kept-writes.ts'
import type { Winners } from './winners.ts'
import { writePlaces } from './write-places.ts'

interface Rules {
  readonly kept: KeptWrites
  readonly winners: Winners
}

/**
 * The pending writes of a checkpoint in an answer: each acknowledged one once, by the rules of
 * their keys, each call whole.
 */
export function judgeWrites(
  book: CheckpointBook,
  given: readonly SeenWrite[],
  read: ReadCall,
  rules: Rules,
): Explained | undefined {
  const places = writePlaces(book, read, rules)
  const chosen = alignWrites(places, given)
  if (chosen === undefined) {
    return explainWrites(places, given, [...book.slots.values()], read, rules)
  }
  const found = given.map((write, index) =>
    (places[chosen[index] ?? -1]?.candidates ?? []).filter((record) => matches(record, write)),
  )
  const torn = judgeCallsWhole(book, found, read, rules)
  if (torn !== undefined) return torn
  learn(book, found, read, rules)
  return undefined
}

/**
 * A call of several writes is whole or absent, because LangGraph does not rerun a task that has a
 * write.
 */
function judgeCallsWhole(
  book: CheckpointBook,
  found: readonly (readonly WriteRecord[])[],
  read: ReadCall,
  { kept }: Rules,
): Explained | undefined {
  const sure = found.flatMap((records) => (records.length === 1 ? records : []))
  const filled = new Set(found.flat())
  for (const { call } of sure) {
    for (const slot of book.slots.values()) {
      const own = slot.filter((record) => record.call === call)
      if (own.length === 0 || slot.some((record) => filled.has(record))) continue
      if (kept.isExpired(call, read)) continue
      const detail = `call ${call.call} is there in part: write ${own[0]?.idx} is missing`
      return { kind: 'torn', detail }
    }
  }
  return undefined
}

function learn(
  book: CheckpointBook,
  found: readonly (readonly WriteRecord[])[],
  read: ReadCall,
  { kept }: Rules,
): void {
  const given = new Set(found.flat())
  for (const records of found) {
    const [record] = records
    if (records.length === 1 && record !== undefined) {
      kept.noteSeen(record.call, record, read)
    }
  }
  for (const record of [...book.slots.values()].flat()) {
    if (!given.has(record)) kept.noteOutdone(record.call, record, read)
  }
}
