/**
 * Which file a thread's waiting calls are in. A new call joins them there, and not in the process's
 * own file: a thread in two files could be split between two processes at the next start, and its
 * end be sent before its beginning.
 */
export class ThreadFiles<File> {
  readonly #threads = new Map<string, { file: File; calls: number }>()

  /** The file for a new call of the thread, which counts from now on. */
  take(threadId: string, own: File): File {
    const { file } = this.#threads.get(threadId) ?? { file: own }
    this.hold(threadId, file)
    return file
  }

  /** Counts a call that is in the file. */
  hold(threadId: string, file: File): void {
    const { calls } = this.#threads.get(threadId) ?? { calls: 0 }
    this.#threads.set(threadId, { file, calls: calls + 1 })
  }

  /** A call was sent, or not stored. */
  release(threadId: string): void {
    const thread = this.#threads.get(threadId)
    if (thread === undefined) return
    thread.calls -= 1
    if (thread.calls === 0) this.#threads.delete(threadId)
  }
}
