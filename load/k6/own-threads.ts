import exec from 'k6/execution'
import type { SeededRandom } from '../../src/local/emulation/settings/seeded-random.ts'
import { ZipfRanks } from '../draw.ts'

const THREADS_PER_USER = 40

/**
 * The threads of one virtual user, drawn Zipf-like: some are talked to all the time, most rarely.
 * Users share none, and a user has one request under way at a time; so no thread ever has two turns
 * at once, without any queue in front of it.
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

  /** What the last answered request left in the thread. */
  known(threadId: string): Known | undefined {
    return this.#known.get(threadId)
  }

  remember(threadId: string, known: Known): void {
    this.#known.set(threadId, known)
  }

  /**
   * After a request that failed nobody knows what the thread holds: it is checked again from the
   * next answer on.
   */
  forget(threadId: string): void {
    this.#known.delete(threadId)
  }
}
