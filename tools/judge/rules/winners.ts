import { isKnownTo, type PutCall, type ReadCall, type WriteRecord } from '../call.ts'
import type { KeptWrites } from './kept-writes.ts'

/**
 * Which of several calls for one key may count: the last put, the first ordinary write, the last
 * special one.
 */
export class Winners {
  readonly #kept: KeptWrites

  constructor(kept: KeptWrites) {
    this.#kept = kept
  }

  puts(puts: readonly PutCall[], read: ReadCall): PutCall[] {
    return puts.filter(
      (put) => this.#kept.maySee(put, put, read) && !this.isReplaced(put, puts, read),
    )
  }

  /** Whether a later put that the reader must see knew of this one. */
  isReplaced(put: PutCall, puts: readonly PutCall[], read: ReadCall): boolean {
    return puts.some(
      (other) =>
        other !== put &&
        put.endedMs < other.beganMs &&
        isKnownTo(other.saver, put, put, other.beganMs) &&
        this.#kept.mustSee(other, other, read),
    )
  }

  writes(slot: readonly WriteRecord[], read: ReadCall): WriteRecord[] {
    return slot.filter(
      (record) =>
        this.#kept.maySee(record.call, record, read) && !this.isBeaten(record, slot, read),
    )
  }

  isBeaten(record: WriteRecord, slot: readonly WriteRecord[], read: ReadCall): boolean {
    return slot.some(
      (other) =>
        other.call !== record.call &&
        supersedes(other, record) &&
        this.#kept.mustSeeWrite(other, read),
    )
  }
}

/**
 * Their order is certain only if the later call knew of the earlier one, because clocks of
 * processes differ.
 */
function supersedes(winner: WriteRecord, loser: WriteRecord): boolean {
  if (loser.replaces === 'no') return comesAfter(loser, winner)
  return winner.replaces === 'yes' && comesAfter(winner, loser)
}

function comesAfter(later: WriteRecord, earlier: WriteRecord): boolean {
  return (
    earlier.call.endedMs < later.call.beganMs &&
    isKnownTo(later.call.saver, earlier.call, earlier, later.call.beganMs)
  )
}
