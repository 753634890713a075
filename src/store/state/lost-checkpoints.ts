import { KustoSaverError } from '../../errors.ts'
import type { CheckpointKey } from '../../tables/rows.ts'
import { keyOf } from '../resolve/resolve.ts'

/**
 * Maximum number remembered, latest first. For an older one a put finds no row, and stores its
 * caller's values.
 */
const MAX_REMEMBERED = 10_000

export type Loss = 'checkpoint' | 'pending writes'

/**
 * Accepted writes that a buffered saver has lost, so that nothing is built on them.
 *
 * - A *checkpoint* is lost if its put was. Puts under it and pending writes of it are rejected. A
 *   rejected put is lost as well, and so is everything under it. It is no longer lost when it is
 *   put again under a parent that is not lost.
 * - A checkpoint has lost *pending writes* if a call of `putWrites` was. Puts under it are rejected
 *   until its thread is read again: the reader finds the tasks without writes and repeats them.
 */
export class LostCheckpoints {
  readonly #losses = new Map<string, { readonly threadId: string; readonly loss: Loss }>()

  get size(): number {
    return this.#losses.size
  }

  add(key: CheckpointKey, loss: Loss): void {
    const name = keyOf(key)
    // A lost checkpoint stays lost, whatever else of it is lost.
    const known = this.#losses.get(name)?.loss ?? loss
    this.#losses.delete(name)
    this.#losses.set(name, { threadId: key.threadId, loss: known === 'checkpoint' ? known : loss })
    const [oldest] = this.#losses.keys()
    if (this.#losses.size > MAX_REMEMBERED && oldest !== undefined) this.#losses.delete(oldest)
  }

  /** @throws KustoSaverError `BUFFER_LOST` if the parent, or something it was made of, is lost */
  refusePut(key: CheckpointKey, parentCheckpointId: string | undefined): void {
    if (this.#losses.size === 0) return
    const parent =
      parentCheckpointId === undefined ? undefined : { ...key, checkpointId: parentCheckpointId }
    const loss = parent && this.#losses.get(keyOf(parent))?.loss
    if (loss === undefined) return
    this.add(key, 'checkpoint')
    throw buildsOnLost('put', key, `its parent's ${loss === 'checkpoint' ? 'put' : loss}`)
  }

  /** A put of the checkpoint was accepted. */
  putAgain(key: CheckpointKey): void {
    if (this.#losses.size > 0) this.#losses.delete(keyOf(key))
  }

  /** @throws KustoSaverError `BUFFER_LOST` */
  refuseWrites(key: CheckpointKey): void {
    if (this.#losses.get(keyOf(key))?.loss !== 'checkpoint') return
    throw buildsOnLost('putWrites', key, "its checkpoint's put")
  }

  /** The thread's caller has read the stored state. */
  read(threadId: string): void {
    if (this.#losses.size === 0) return
    this.#forget((lost) => lost.threadId === threadId && lost.loss === 'pending writes')
  }

  forgetThread(threadId: string): void {
    this.#forget((lost) => lost.threadId === threadId)
  }

  #forget(
    isForgotten: (lost: { readonly threadId: string; readonly loss: Loss }) => boolean,
  ): void {
    for (const [name, lost] of this.#losses) if (isForgotten(lost)) this.#losses.delete(name)
  }
}

function buildsOnLost(operation: string, key: CheckpointKey, what: string): KustoSaverError {
  return new KustoSaverError(
    'BUFFER_LOST',
    `This ${operation}() builds on a buffered write that was lost: ${what}. Nothing was written. Continue from the stored state: invoke the graph again with only the thread's id, or from the checkpoint that getTuple() returns for it.`,
    { operation, threadId: key.threadId },
  )
}
