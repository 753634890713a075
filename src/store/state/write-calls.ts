import { keyOf } from '../resolve/resolve.ts'
import type { WriteCall } from '../values/whole-calls.ts'
import type { CheckpointKey, Stamp } from '../../tables/rows.ts'

interface Known {
  readonly calls: Map<string, WriteCall>
  /** Whether they include calls from before this process knew of the checkpoint. */
  isComplete: boolean
  /** The thread's last tombstone at the time: the calls belong to the life after it. */
  readonly deadAt: number
}

/** Bytes that the calls of a checkpoint take, with their names. */
const BYTES_PER_CHECKPOINT = 4096
/** So that a running superstep finds the calls that it has made. */
const MIN_CHECKPOINTS = 16

/**
 * The writes on recently put or read checkpoints. A child's row names them, so that a reader knows
 * which writes the child rests on. The least recently used checkpoints are evicted.
 *
 * `deadAt` is the revision of the thread's last known tombstone, -1 if there is none. What was
 * known before a newer one does not hold for the same checkpoint id in the recreated thread.
 */
export class WriteCalls {
  readonly #known = new Map<string, Known>()
  readonly #maxCheckpoints: number

  /** @param maxBytes - of memory, about; the calls of evicted checkpoints are queried */
  constructor(maxBytes: number) {
    this.#maxCheckpoints = Math.max(MIN_CHECKPOINTS, Math.floor(maxBytes / BYTES_PER_CHECKPOINT))
  }

  /** The calls on a checkpoint; undefined if there may be others. */
  on(key: CheckpointKey, deadAt: number): readonly WriteCall[] | undefined {
    const known = this.#use(key, deadAt)
    return known?.isComplete === true ? [...known.calls.values()] : undefined
  }

  /** This process puts the checkpoint, so no other process can have written on it before. */
  begin(key: CheckpointKey, deadAt: number): void {
    if (this.#use(key, deadAt) === undefined) this.#entry(key, deadAt).isComplete = true
  }

  /** A call of the life after `deadAt`. */
  add(key: CheckpointKey, call: WriteCall, deadAt: number): void {
    this.#entry(key, deadAt).calls.set(nameOf(call), call)
  }

  /** The call has failed. */
  remove(key: CheckpointKey, call: Stamp): void {
    this.#known.get(keyOf(key))?.calls.delete(nameOf(call))
  }

  /** All complete living calls on a checkpoint that a query returned. */
  learn(key: CheckpointKey, calls: readonly WriteCall[], deadAt: number): void {
    const entry = this.#entry(key, deadAt)
    for (const call of calls) entry.calls.set(nameOf(call), call)
    entry.isComplete = true
  }

  #entry(key: CheckpointKey, deadAt: number): Known {
    const known = this.#use(key, deadAt)
    if (known !== undefined) return known
    const entry: Known = { calls: new Map(), isComplete: false, deadAt }
    this.#known.set(keyOf(key), entry)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= this.#maxCheckpoints) break
      this.#known.delete(oldest)
    }
    return entry
  }

  #use(key: CheckpointKey, deadAt: number): Known | undefined {
    const name = keyOf(key)
    const known = this.#known.get(name)
    if (known === undefined) return undefined
    this.#known.delete(name)
    if (known.deadAt < deadAt) return undefined
    this.#known.set(name, known)
    return known
  }
}

function nameOf({ revision, writer }: Stamp): string {
  return `${revision} ${writer}`
}
