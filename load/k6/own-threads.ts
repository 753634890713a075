import exec from 'k6/execution'
import type { SeededRandom } from '../../src/local/emulation/settings/seeded-random.ts'
import { ZipfRanks } from '../draw.ts'

const THREADS_PER_USER = 40

/**
 * The threads of one virtual user, drawn Zipf-like: a few are used all the time, most rarely. Users
 * share no threads, and a user has one request under way at a time, so no thread ever has two turns
 * at once, without a queue.
 */
export class OwnThreads<Known> {
  readonly #prefix: string
  readonly #ranks = new ZipfRanks(THREADS_PER_USER)
  readonly #known = new Map<string, Known>()

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  draw(random: SeededRandom): string {
    return `${this.#prefix}-${exec.vu.idInTest}-${this.#ranks.draw(random)}`
  }

  /** The thread's state after the last answered request. */
  known(threadId: string): Known | undefined {
    return this.#known.get(threadId)
  }

  remember(threadId: string, known: Known): void {
    this.#known.set(threadId, known)
  }

  /** After a failed request the thread's state is unknown; checks resume from the next answer. */
  forget(threadId: string): void {
    this.#known.delete(threadId)
  }
}
