import { keyOf } from '../resolve/resolve.ts'
import type { WriteCall } from '../values/whole-calls.ts'
import type { CheckpointKey, Stamp } from '../../tables/rows.ts'

interface Known {
  readonly calls: Map<string, WriteCall>
  /** Whether they include calls from before this process knew of the checkpoint. */
  isComplete: boolean
}

/** Maximum number of checkpoints whose calls are kept; the calls of others are queried. */
const MAX_CHECKPOINTS = 4096

/**
 * The writes on recently put or read checkpoints. A child's row names them, so that a reader knows
 * which writes the child rests on. The least recently used checkpoints are evicted.
 */
export class WriteCalls {
  readonly #known = new Map<string, Known>()

  /** The calls on a checkpoint; undefined if there may be others. */
  on(key: CheckpointKey): readonly WriteCall[] | undefined {
    const known = this.#use(key)
    return known?.isComplete === true ? [...known.calls.values()] : undefined
  }

  /** This process puts the checkpoint, so no other process can have written on it before. */
  begin(key: CheckpointKey): void {
    if (this.#use(key) === undefined) this.#entry(key).isComplete = true
  }

  add(key: CheckpointKey, call: WriteCall): void {
    this.#entry(key).calls.set(nameOf(call), call)
  }

  /** The call has failed. */
  remove(key: CheckpointKey, call: Stamp): void {
    this.#use(key)?.calls.delete(nameOf(call))
  }

  /** All complete calls on a checkpoint that a query returned. */
  learn(key: CheckpointKey, calls: readonly WriteCall[]): void {
    const entry = this.#entry(key)
    for (const call of calls) entry.calls.set(nameOf(call), call)
    entry.isComplete = true
  }

  #entry(key: CheckpointKey): Known {
    const known = this.#use(key)
    if (known !== undefined) return known
    const entry: Known = { calls: new Map(), isComplete: false }
    this.#known.set(keyOf(key), entry)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MAX_CHECKPOINTS) break
      this.#known.delete(oldest)
    }
    return entry
  }

  #use(key: CheckpointKey): Known | undefined {
    const name = keyOf(key)
    const known = this.#known.get(name)
    if (known === undefined) return undefined
    this.#known.delete(name)
    this.#known.set(name, known)
    return known
  }
}

function nameOf({ revision, writer }: Stamp): string {
  return `${revision} ${writer}`
}
