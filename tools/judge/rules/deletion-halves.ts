import type { DeleteCall, ReadCall } from '../call.ts'
import type { SeenCheckpoint } from '../digest.ts'
import type { Visibility } from '../visibility.ts'
import type { ThreadBook } from '../thread-book.ts'
import type { DeletedCalls } from './deleted-calls.ts'

/**
 * An unacknowledged deletion has happened or not, never by halves. Once all its effects are
 * visible, an answer shows which: either earlier state is there, or required state is missing.
 *
 * @param isMissing - whether the answer lacks a checkpoint that only this deletion can have removed
 */
export function settleDeletion(
  deletion: DeleteCall,
  read: ReadCall,
  given: readonly SeenCheckpoint[],
  {
    thread,
    deleted,
    visibility,
  }: {
    readonly thread: ThreadBook
    readonly deleted: DeletedCalls
    readonly visibility: Visibility
  },
  isMissing: () => boolean,
): void {
  if (deletion.outcome !== 'unsure' || !visibility.isSettled(deletion.endedMs, read.beganMs)) return
  const isThere = given.some(({ ns, id }) => {
    const puts = thread.find(ns, id)?.puts ?? []
    return puts.length > 0 && puts.every((put) => deleted.isBefore(put, deletion))
  })
  if (isThere) deletion.outcome = 'void'
  else if (isMissing()) deletion.outcome = 'acknowledged'
}
