/** A few hundred bytes each. */
const MAX_THREADS = 10_000

interface KnownThread {
  /** The greatest incarnation that was read or written. */
  readonly incarnation: number
  /** Revision of the last tombstone. */
  readonly tombstone: number
  /** Whether the thread was read after this process learned of the tombstone. */
  readonly isReadSince: boolean
  /** When this process last heard of the thread's deletions; -1 if it has not. */
  readonly askedAtMs: number
  /** The greatest revision that is too far ahead of cluster time for the clock to follow. */
  readonly ahead: number
}

const NOTHING: KnownThread = {
  incarnation: -1,
  tombstone: -1,
  isReadSince: true,
  askedAtMs: -1,
  ahead: -1,
}

/**
 * What this process has read or written of threads as a whole: their latest incarnation and their
 * deletion. Limited by evicting the least recently used thread. A run of an evicted thread may
 * still be under way, so its next write queries what was forgotten, see
 * `store/write/incarnation.ts`.
 */
export class KnownThreads {
  readonly #threads = new Map<string, KnownThread>()

  /** The thread's latest incarnation; undefined if every known one is deleted. */
  incarnationOf(threadId: string): number | undefined {
    const { incarnation, tombstone } = this.#threads.get(threadId) ?? NOTHING
    return incarnation > tombstone ? incarnation : undefined
  }

  /** -1 if none is known. */
  tombstoneOf(threadId: string): number {
    return (this.#threads.get(threadId) ?? NOTHING).tombstone
  }

  /**
   * A lower bound of the thread's next revision that the clock does not follow; -1 in most threads.
   */
  aheadOf(threadId: string): number {
    return (this.#threads.get(threadId) ?? NOTHING).ahead
  }

  /** Whether a run in this process may have read the thread before its deletion and not since. */
  isBehind(threadId: string): boolean {
    const { incarnation, tombstone, isReadSince } = this.#threads.get(threadId) ?? NOTHING
    return !isReadSince && incarnation <= tombstone
  }

  /** When this process last heard of the thread's deletions; -1 if it does not remember. */
  askedAtMs(threadId: string): number {
    return (this.#threads.get(threadId) ?? NOTHING).askedAtMs
  }

  sawIncarnation(threadId: string, incarnation: number): void {
    this.#raise(threadId, { incarnation })
  }

  sawTombstone(threadId: string, tombstone: number): void {
    this.#raise(threadId, { tombstone })
  }

  /** A read has returned all live rows of the thread. */
  wasRead(threadId: string, atMs: number): void {
    this.#raise(threadId, { isReadSince: true, askedAtMs: atMs })
  }

  /** An answer has named the thread's last deletion, or this process has begun a new life. */
  wasAsked(threadId: string, atMs: number): void {
    this.#raise(threadId, { askedAtMs: atMs })
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
      askedAtMs: Math.max(known.askedAtMs, seen.askedAtMs ?? -1),
      ahead: Math.max(known.ahead, seen.ahead ?? -1),
    })
    if (this.#threads.size <= MAX_THREADS) return
    for (const oldest of this.#threads.keys()) {
      this.#threads.delete(oldest)
      return
    }
  }
}
