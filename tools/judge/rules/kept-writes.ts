import {
  isOnlyAccepted,
  isPutCall,
  noteFirst,
  type Effect,
  type ReadCall,
  type WriteCall,
  type WriteRecord,
} from '../call.ts'
import type { Visibility } from '../visibility.ts'
import type { ThreadBook } from '../thread-book.ts'
import type { DeletedCalls } from './deleted-calls.ts'
import type { PutBasis } from './put-basis.ts'

/** Acknowledged writes are kept: which calls a reader must see, and which it may see. */
export class KeptWrites {
  readonly #thread: ThreadBook
  readonly #visibility: Visibility
  readonly #deleted: DeletedCalls
  readonly #basis: PutBasis
  readonly #retentionMs: number

  constructor(parts: {
    readonly thread: ThreadBook
    readonly visibility: Visibility
    readonly deleted: DeletedCalls
    readonly basis: PutBasis
    readonly retentionMs: number
  }) {
    this.#thread = parts.thread
    this.#visibility = parts.visibility
    this.#deleted = parts.deleted
    this.#basis = parts.basis
    this.#retentionMs = parts.retentionMs
  }

  /** @param beside - an effect in the same answer, of the same life of the thread */
  mustSee(call: WriteCall, effect: Effect, read: ReadCall, beside?: WriteCall): boolean {
    return this.mustOutlive(call, effect, read, beside) && !this.isExpired(call, read)
  }

  /** Like {@link mustSee}, at any age. */
  mustOutlive(call: WriteCall, effect: Effect, read: ReadCall, beside?: WriteCall): boolean {
    return this.#isThere(call, effect, read) && this.isAlive(call, read, beside)
  }

  /** Whether it must be visible to the reader unless a deletion has removed it. */
  #isThere(call: WriteCall, effect: Effect, read: ReadCall): boolean {
    if (!this.#visibility.isVisible(call, read, effect)) return false
    return !isPutCall(call) || effect.seenMs.size > 0 || this.#basis.isSure(call)
  }

  /** Whether no deletion can have removed it. */
  isAlive(call: WriteCall, read: ReadCall, beside?: WriteCall): boolean {
    return !this.#deleted.mayBeGone(call, read, beside)
  }

  isExpired(call: WriteCall, read: ReadCall): boolean {
    return call.endedMs + this.#retentionMs <= read.endedMs
  }

  maySee(call: WriteCall, effect: Effect, read: ReadCall): boolean {
    return (
      call.beganMs < read.endedMs &&
      call.outcome !== 'void' &&
      !this.isOutdone(effect, read) &&
      !this.#deleted.isSurelyGone(call, read)
    )
  }

  isOutdone(effect: Effect, read: ReadCall): boolean {
    return this.#visibility.isKnown(effect.supersededMs, read)
  }

  isSurelyGone(call: WriteCall, read: ReadCall): boolean {
    return this.#deleted.isSurelyGone(call, read)
  }

  /** @param beside - the put of the checkpoint or of its child in the answer */
  mustSeeWrite(record: WriteRecord, read: ReadCall, beside?: WriteCall): boolean {
    return this.mustSee(record.call, record, read, beside)
  }

  /**
   * Records that an answer contains it. If its own saver returns a call that it only accepted, this
   * proves nothing.
   */
  noteSeen(call: WriteCall, effect: Effect, read: ReadCall): void {
    if (read.saver === call.saver && isOnlyAccepted(call, read.beganMs)) return
    if (this.#thread.isUnproven(call)) this.#thread.confirm(call, read.endedMs)
    this.#deleted.noteAlive(call, read)
    noteFirst(effect.seenMs, read)
    if (this.#isFinal(call, read)) effect.settledMs = Math.min(effect.settledMs, read.endedMs)
  }

  /**
   * Records that an answer has another effect, or none, in place of this one. This proves that the
   * call did not happen only if the call can have no further effect, and age does not explain the
   * answer: an old checkpoint may have lost some of its rows but not others. If a deletion may, it
   * has removed for good what the reader would see without it.
   */
  noteOutdone(call: WriteCall, effect: Effect, read: ReadCall): void {
    if (!this.#isFinal(call, read) || this.isExpired(call, read)) return
    const isExplained = this.#deleted.mayBeGone(call, read) && !this.#isThere(call, effect, read)
    if (!isExplained) noteFirst(effect.supersededMs, read)
  }

  /** Whether the call could have no further effect when the read began. */
  #isFinal(call: WriteCall, read: ReadCall): boolean {
    return call.outcome !== 'open' && this.#visibility.isSettled(call.doneMs, read.beganMs)
  }
}
