/** Some hundred bytes each. */
const MAX_THREADS = 10_000

interface KnownThread {
  /** The greatest that was read or written. */
  readonly incarnation: number
  /** Revision of the last tombstone. */
  readonly tombstone: number
  /** Whether the thread was read after this process had learnt of the tombstone. */
  readonly isReadSince: boolean
  /** The greatest revision too far ahead of the cluster's time for the clock to follow. */
  readonly ahead: number
}

const NOTHING: KnownThread = { incarnation: -1, tombstone: -1, isReadSince: true, ahead: -1 }

/**
 * What this process has read or written of threads as a whole: which of their lives is the latest
 * and when they were deleted. Bounded by dropping the thread that was touched least recently:
 * reading it again brings everything back.
 */
export class KnownThreads {
  readonly #threads = new Map<string, KnownThread>()

  /** Of the thread's latest life; undefined when none is known that no known tombstone ended. */
  incarnationOf(threadId: string): number | undefined {
    const { incarnation, tombstone } = this.#threads.get(threadId) ?? NOTHING
    return incarnation > tombstone ? incarnation : undefined
  }

  /** -1 when none is known. */
  tombstoneOf(threadId: string): number {
    return (this.#threads.get(threadId) ?? NOTHING).tombstone
  }

  /**
   * What the thread's next revision must be greater than although the clock does not follow it; -1
   * in most threads.
   */
  aheadOf(threadId: string): number {
    return (this.#threads.get(threadId) ?? NOTHING).ahead
  }

  /**
   * Whether a run may be under way here that has read the thread as it was before its deletion, and
   * none that has read it since.
   */
  isBehind(threadId: string): boolean {
    const { incarnation, tombstone, isReadSince } = this.#threads.get(threadId) ?? NOTHING
    return !isReadSince && incarnation <= tombstone
  }

  sawIncarnation(threadId: string, incarnation: number): void {
    this.#raise(threadId, { incarnation })
  }

  sawTombstone(threadId: string, tombstone: number): void {
    this.#raise(threadId, { tombstone })
  }

  /** A read has brought everything of the thread that is alive. */
  wasRead(threadId: string): void {
    if (this.#threads.has(threadId)) this.#raise(threadId, { isReadSince: true })
  }

  sawAhead(threadId: string, ahead: number): void {
    this.#raise(threadId, { ahead })
  }

  #raise(threadId: string, seen: Partial<KnownThread>): void {
    const known = this.#threads.get(threadId) ?? NOTHING
    const tombstone = Math.max(known.tombstone, seen.tombstone ?? -1)
    this.#threads.delete(threadId)
    this.#threads.set(threadId, {
      incarnation: Math.max(known.incarnation, seen.incarnation ?? -1),
      tombstone,
      isReadSince: seen.isReadSince ?? (known.isReadSince && tombstone === known.tombstone),
      ahead: Math.max(known.ahead, seen.ahead ?? -1),
    })
    if (this.#threads.size <= MAX_THREADS) return
    for (const oldest of this.#threads.keys()) {
      this.#threads.delete(oldest)
      return
    }
  }
}
