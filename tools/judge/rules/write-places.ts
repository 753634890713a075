import { compareWritesSortKeys, writesSortKey } from '@langchain/langgraph-checkpoint'
import type { ReadCall, WriteRecord } from '../call.ts'
import type { CheckpointBook } from '../checkpoint-book.ts'
import type { Place } from './align-writes.ts'
import type { KeptWrites } from './kept-writes.ts'
import type { Winners } from './winners.ts'

/** A write that must exist for a reason other than its age. */
export type MustExist = (record: WriteRecord) => boolean

/**
 * The places of one checkpoint's pending writes, in the contract's order: task path, task, index. A
 * key whose calls have different paths has a place for each path, none of which must be filled.
 */
export function writePlaces(
  { puts, slots }: CheckpointBook,
  read: ReadCall,
  { kept, winners }: { readonly kept: KeptWrites; readonly winners: Winners },
  isOwed: MustExist = () => false,
): Place[] {
  const places: Place[] = []
  const onlyPut = puts.length === 1 ? puts[0] : undefined
  for (const slot of slots.values()) {
    const candidates = winners.writes(slot, read)
    if (candidates.length === 0) continue
    const isDue = slot.some((record) => kept.mustSeeWrite(record, read, onlyPut) || isOwed(record))
    const paths = new Set(candidates.map(({ call }) => call.operation.path))
    for (const path of paths) {
      const some = candidates.filter(({ call }) => call.operation.path === path)
      places.push({ candidates: some, isDue: isDue && paths.size === 1 })
    }
  }
  return places.toSorted((a, b) => compareWritesSortKeys(sortKey(a), sortKey(b)))
}

function sortKey({ candidates: [record] }: Place): ReturnType<typeof writesSortKey> {
  const { path = '', task } = record?.call.operation ?? {}
  return writesSortKey(path, task, record?.idx)
}
