import { setTimeout as pause } from 'node:timers/promises'
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { deltaChannels } from './delta-channels.ts'
import type { SeededRandom } from './seeded-random.ts'

export interface VisitorParts {
  readonly saver: BaseCheckpointSaver
  /** Threads that other processes write to; does nothing if empty. */
  readonly threads: readonly string[]
  readonly random: SeededRandom
  /** Whether it sometimes deletes a thread. */
  readonly mayDelete: boolean
  readonly thinkMs: number
}

/** Reads other processes' threads while they write to them, like a page of histories. */
export class VisitorLane {
  readonly #parts: VisitorParts
  #isStopping = false

  constructor(parts: VisitorParts) {
    this.#parts = parts
  }

  /** Works until {@link stop}; the history records failed calls. */
  async run(): Promise<void> {
    this.#isStopping = false
    const [first, ...others] = this.#parts.threads
    if (first === undefined) return
    while (!this.#isStopping) {
      const thread = this.#parts.random.pick([first, ...others])
      await this.#visit(thread).catch(() => undefined)
      await pause(this.#parts.random.integer(1, 8 * this.#parts.thinkMs))
    }
  }

  stop(): void {
    this.#isStopping = true
  }

  async #visit(thread: string): Promise<void> {
    const { saver, random, mayDelete } = this.#parts
    if (mayDelete && random.chance(0.03)) return saver.deleteThread(thread)
    const configurable = { thread_id: thread, checkpoint_ns: random.pick(['', 'child:1']) }
    if (random.chance(0.3)) {
      for await (const _ of saver.list({ configurable }, { limit: 5 })) continue
      return
    }
    const tuple = await saver.getTuple({ configurable })
    if (tuple === undefined || random.chance(0.5)) return
    const config = { configurable: { ...configurable, checkpoint_id: tuple.checkpoint.id } }
    const channels = deltaChannels(tuple)
    if (channels.length > 0) await saver.getDeltaChannelHistory({ config, channels })
  }
}
