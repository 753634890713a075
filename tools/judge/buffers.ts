import type { Call, WriteCall } from './call.ts'
import type { ThreadBook } from './thread-book.ts'

type IsMeant = (call: WriteCall) => boolean

/**
 * Writes that buffered savers have accepted and may still lose. A flush makes them durable; a
 * reported loss or the death of the process leaves them unsure.
 */
export class Buffers {
  /** By saver. */
  readonly #accepted = new Map<string, Map<WriteCall, ThreadBook>>()
  /** Threads with a reported loss, by saver. */
  readonly #reported = new Map<string, Set<string>>()

  accept(call: WriteCall, book: ThreadBook): void {
    call.outcome = 'accepted'
    call.doneMs = Infinity
    book.addBuffered(call)
    const ofSaver = this.#accepted.get(call.saver) ?? new Map<WriteCall, ThreadBook>()
    this.#accepted.set(call.saver, ofSaver.set(call, book))
  }

  /** A flush that began then has succeeded. */
  flushed(saver: string, beganMs: number, atMs: number): void {
    for (const [call, book] of this.#take(saver, ({ endedMs }) => endedMs < beganMs)) {
      book.confirm(call, atMs)
    }
  }

  /** Whether there are writes that may have been lost. @param thread - null: of any thread */
  mayHaveLost(saver: string, thread: string | null): boolean {
    const accepted = [...(this.#accepted.get(saver)?.keys() ?? [])]
    const threads = [
      ...accepted.map(({ operation }) => operation.thread),
      ...(this.#reported.get(saver) ?? []),
    ]
    return thread === null ? threads.length > 0 : threads.includes(thread)
  }

  /** A call has failed by reporting a loss. @param thread - null: of any thread */
  reported({ saver, beganMs, endedMs }: Call, thread: string | null): void {
    const isMeant: IsMeant = ({ operation }) => thread === null || operation.thread === thread
    const threads = this.#reported.get(saver) ?? new Set()
    this.#reported.set(saver, threads)
    for (const [call] of this.#take(saver, isMeant)) {
      call.outcome = 'unsure'
      call.doneMs = endedMs
      call.reportedMs = beganMs
      threads.add(call.operation.thread)
    }
  }

  killed(process: string, atMs: number): void {
    for (const saver of this.#accepted.keys()) {
      for (const [call] of this.#take(saver, (each) => each.process === process)) {
        call.outcome = 'unsure'
        call.doneMs = atMs
      }
    }
  }

  #take(saver: string, isMeant: IsMeant): (readonly [WriteCall, ThreadBook])[] {
    const ofSaver = this.#accepted.get(saver)
    if (ofSaver === undefined) return []
    const open = [...ofSaver].filter(([{ outcome }]) => outcome === 'accepted')
    const taken = open.filter(([call]) => isMeant(call))
    const left = open.filter(([call]) => !isMeant(call))
    if (left.length === 0) this.#accepted.delete(saver)
    else this.#accepted.set(saver, new Map(left))
    return taken
  }
}
