import { keyOf } from '../resolve/resolve.ts'
import type { WriteCall } from '../values/whole-calls.ts'
import type { CheckpointKey, Stamp } from '../../tables/rows.ts'

interface Known {
  readonly calls: Map<string, WriteCall>
  /** Whether calls of before this process knew of the checkpoint are among them. */
  isComplete: boolean
}

/** Of so many checkpoints calls are kept; of others they are asked for. */
const MAX_CHECKPOINTS = 4096

/**
 * Which writes were made on checkpoints that this process has put or read lately: what a child's
 * row names, so that a reader knows which writes the child rests on. The least recently used
 * checkpoints are dropped.
 */
export class WriteCalls {
  readonly #known = new Map<string, Known>()

  /** The calls on a checkpoint; undefined when there may be others. */
  on(key: CheckpointKey): readonly WriteCall[] | undefined {
    const known = this.#use(key)
    return known?.isComplete === true ? [...known.calls.values()] : undefined
  }

  /** This process puts the checkpoint: nobody else can have written on it before. */
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

  /** All whole calls on a checkpoint that a query has brought. */
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
