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
  const wrong = judgeKeys(book, found, read, rules) ?? judgeCallsWhole(book, found, read, rules)
  if (wrong !== undefined) return wrong
  learn(book, found, read, rules)
  return undefined
}

/** A key whose calls have different paths has several places, of which one is filled. */
function judgeKeys(
  book: CheckpointBook,
  found: readonly (readonly WriteRecord[])[],
  read: ReadCall,
  { kept }: Rules,
): Explained | undefined {
  const onlyPut = book.puts.length === 1 ? book.puts[0] : undefined
  for (const slot of book.slots.values()) {
    const times = found.filter((records) => records.some((each) => slot.includes(each))).length
    const due = slot.find((record) => kept.mustSeeWrite(record, read, onlyPut))
    const [first] = slot
    const name = `write ${first?.idx} of ${first?.call.operation.task}`
    if (times > 1) return { kind: 'doubled', detail: `${name} came ${times} times` }
    if (times === 0 && due !== undefined) {
      return { kind: 'lost', detail: `${name} by call ${due.call.call} is missing` }
    }
  }
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
  const filled = new Set(found.flat())
  const missingOf = (call: WriteRecord['call']): WriteRecord | undefined => {
    if (kept.isExpired(call, read)) return undefined
    for (const slot of book.slots.values()) {
      const own = slot.find((record) => record.call === call)
      if (own !== undefined && !slot.some((record) => filled.has(record))) return own
    }
    return undefined
  }
  for (const records of found) {
    const missing = records.map(({ call }) => missingOf(call))
    const [first] = missing
    if (first === undefined || missing.includes(undefined)) continue
    const detail = `call ${first.call.call} is there in part: write ${first.idx} is missing`
    return { kind: 'torn', detail }
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
