import type { DeleteCall, PutCall, ReadCall, WriteCall } from '../call.ts'
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

  /**
   * Whether a deletion may have hidden the call's effect from the reader.
   *
   * @param beside - an effect in the same answer: a deletion that removes it has hidden nothing
   */
  mayBeGone(call: WriteCall, read: ReadCall, beside?: WriteCall): boolean {
    return this.#thread.deletes.some(
      (deletion, index) =>
        (beside === undefined || !this.#isBefore(beside, deletion, index)) &&
        index >= call.epoch &&
        deletion.outcome !== 'void' &&
        deletion.beganMs < read.endedMs &&
        !this.#isAfter(call, index),
    )
  }

  /**
   * An answer has the call's effect although its reader must know of some deletions: it comes after
   * them.
   */
  noteAlive(call: WriteCall, read: ReadCall): void {
    const { deletes } = this.#thread
    const before = call.epoch
    for (let next = deletes[call.epoch]; next !== undefined; next = deletes[call.epoch]) {
      if (next.outcome !== 'void' && !this.#visibility.isVisible(next, read)) break
      call.epoch += 1
    }
    const [base, ...others] = this.#basesOf(call)
    // what it builds on was not removed either
    if (call.epoch > before && base !== undefined && others.length === 0) {
      this.noteAlive(base, read)
    }
  }

  /** Whether it certainly comes after the deletion: what it builds on does. */
  #isAfter(call: WriteCall, index: number): boolean {
    if (index < call.epoch) return true
    const meant = this.#basesOf(call)
    if (meant.length === 0 || !meant.every((put) => this.#isAfter(put, index))) return false
    if (index === call.epoch) call.epoch += 1
    return true
  }

  #basesOf(call: WriteCall): PutCall[] {
    const { ns, id } = call.operation
    const base = call.operation.kind === 'put' ? call.operation.parent : id
    if (base === null) return []
    return (this.#thread.find(ns, base)?.puts ?? []).filter(
      (put) => put !== call && put.beganMs < call.beganMs,
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
    const meant = this.#basesOf(call)
    return meant.length > 0 && meant.every((put) => this.#isBefore(put, deletion, index))
  }
}
