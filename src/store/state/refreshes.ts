import { keyOf } from '../resolve/resolve.ts'
import type { CheckpointKey } from '../../tables/rows.ts'

/** Running refreshes. Tasks of one superstep that find their checkpoint old share one. */
export class Refreshes {
  readonly #underWay = new Map<string, Promise<void>>()

  /** Settles like the work, which only starts if none is running for the checkpoint. */
  async once(key: CheckpointKey, work: () => Promise<void>): Promise<void> {
    const name = keyOf(key)
    const known = this.#underWay.get(name)
    if (known !== undefined) return known
    const begun = work().finally(() => this.#underWay.delete(name))
    this.#underWay.set(name, begun)
    return begun
  }
}
