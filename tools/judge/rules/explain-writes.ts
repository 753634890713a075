import type { ReadCall, WriteRecord } from '../call.ts'
import type { ViolationKind } from '../violation.ts'
import { matches, type AnsweredWrite, type Place } from './align-writes.ts'
import type { KeptWrites } from './kept-writes.ts'
import type { Winners } from './winners.ts'

export interface Explained {
  readonly kind: ViolationKind
  readonly detail: string
}

/** Describes the worst problem of writes that fit no places. */
export function explainWrites(
  places: readonly Place[],
  given: readonly AnsweredWrite[],
  slots: readonly (readonly WriteRecord[])[],
  read: ReadCall,
  { kept, winners }: { readonly kept: KeptWrites; readonly winners: Winners },
): Explained {
  for (const write of given) {
    if (!canStand(places, write)) return explainStranger(write, slots, read, { kept, winners })
  }
  for (const write of given) {
    const times = given.filter((other) => isSame(other, write)).length
    const room = places.filter(({ candidates }) => candidates.some((c) => matches(c, write))).length
    if (times > room) return { kind: 'doubled', detail: `${nameOf(write)} came ${times} times` }
  }
  for (const { isDue, candidates } of places) {
    const [record] = candidates
    const isThere = given.some((write) => candidates.some((c) => matches(c, write)))
    if (isDue && !isThere && record !== undefined) {
      const { call, operation } = record.call
      const detail = `write ${record.idx} of ${operation.task} by call ${call} is missing`
      return { kind: 'lost', detail }
    }
  }
  const order = given.map(nameOf).join(', ')
  return { kind: 'misordered', detail: `writes are not in order of path, task and index: ${order}` }
}

function canStand(places: readonly Place[], write: AnsweredWrite): boolean {
  return places.some(({ candidates }) => candidates.some((record) => matches(record, write)))
}

function explainStranger(
  write: AnsweredWrite,
  slots: readonly (readonly WriteRecord[])[],
  read: ReadCall,
  { kept, winners }: { readonly kept: KeptWrites; readonly winners: Winners },
): Explained {
  const name = nameOf(write)
  const slot = slots.find((each) => each.some((record) => matches(record, write)))
  const record = slot?.find((each) => matches(each, write))
  if (slot === undefined || record === undefined) {
    return { kind: 'torn', detail: `${name} was made by no call` }
  }
  const by = `${name} of call ${record.call.call}`
  if (kept.isSurelyGone(record.call, read)) {
    return { kind: 'brought back', detail: `${by} was deleted with its thread` }
  }
  if (kept.isOutdone(record, read)) {
    return { kind: 'brought back', detail: `${by} was outdone or absent in an earlier answer` }
  }
  if (winners.isBeaten(record, slot, read)) {
    return { kind: 'lost', detail: `${by} stands where another acknowledged write must` }
  }
  return { kind: 'torn', detail: `${by} was not begun when the answer came` }
}

function isSame(a: AnsweredWrite, b: AnsweredWrite): boolean {
  return a.task === b.task && a.channel === b.channel && a.digest === b.digest
}

function nameOf({ task, channel, digest }: AnsweredWrite): string {
  return `${task} ${channel ?? ''} ${digest}`
}
