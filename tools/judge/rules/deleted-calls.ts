import type { DeleteCall, ReadCall, WriteCall } from '../call.ts'
import type { Visibility } from '../visibility.ts'
import type { ThreadBook } from '../thread-book.ts'

/**
 * Deleted stays deleted: which calls a deletion of their thread has certainly or possibly removed.
 */
export class DeletedCalls {
  readonly #thread: ThreadBook
  readonly #visibility: Visibility

  constructor(thread: ThreadBook, visibility: Visibility) {
    this.#thread = thread
    this.#visibility = visibility
  }

  /** Whether a deletion that the reader must know of has removed the call's effect. */
  isSurelyGone(call: WriteCall, read: ReadCall): boolean {
    return this.#thread.deletes.some(
      (deletion, index) =>
        index >= call.epoch &&
        this.#visibility.isVisible(deletion, read) &&
        this.#isBefore(call, deletion, index),
    )
  }

  /** Whether a deletion may have hidden the call's effect from the reader. */
  mayBeGone(call: WriteCall, read: ReadCall): boolean {
    return this.#thread.deletes.some(
      (deletion, index) =>
        index >= call.epoch && deletion.outcome !== 'void' && deletion.beganMs < read.endedMs,
    )
  }

  /** Whether the deletion, if it has happened, removes the call's effect. */
  isBefore(call: WriteCall, deletion: DeleteCall): boolean {
    const index = this.#thread.deletes.indexOf(deletion)
    return index >= call.epoch && this.#isBefore(call, deletion, index)
  }

  /**
   * It was durable before the deletion began, or builds on a call that was: a run under way does
   * not outlive its thread. What another saver had only accepted may come after the deletion.
   */
  #isBefore(call: WriteCall, deletion: DeleteCall, index: number): boolean {
    if (index < call.epoch) return false
    const sureMs = call.saver === deletion.saver ? call.endedMs : call.doneMs
    if (sureMs < deletion.beganMs) return true
    const { ns, id } = call.operation
    const base = call.operation.kind === 'put' ? call.operation.parent : id
    if (base === null) return false
    const meant = (this.#thread.find(ns, base)?.puts ?? []).filter(
      (put) => put !== call && put.beganMs < call.beganMs,
    )
    return meant.length > 0 && meant.every((put) => this.#isBefore(put, deletion, index))
  }
}
