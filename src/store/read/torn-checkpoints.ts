import { KustoSaverError } from '../../errors.ts'
import type { ResolvedCheckpoint } from '../resolve/resolve.ts'
import type { StoreContext } from '../state/store-context.ts'
import type { TornCheckpoint, TornState } from '../state/torn-watch.ts'
import { putAtMs, isStoredBy } from './wholeness.ts'

type TornContext = Pick<StoreContext, 'nowMs' | 'arrivalMs' | 'torn'>

/**
 * Checkpoints that one read or list skipped because their own values are missing.
 *
 * A put that failed half way leaves such a checkpoint for good, and is as if not put. One that a
 * later checkpoint names as its parent was whole: its writer went on from it only after it was
 * stored. When its values are missing for longer than rows are late, they are gone.
 */
export class TornCheckpoints {
  readonly #context: TornContext
  readonly #builtOn = new Set<string>()
  #first: TornCheckpoint | undefined
  #lost: TornCheckpoint | undefined

  constructor(context: TornContext) {
    this.#context = context
  }

  /** To be called newest first, so that what was built on a checkpoint comes before it. */
  note(checkpoint: ResolvedCheckpoint): void {
    const { head, parentCheckpointId, missing } = checkpoint
    const own = missing.find((part) => isStoredBy(head, part))
    if (own !== undefined) {
      const { threadId, checkpointNs, checkpointId } = checkpoint
      const ageMs = this.#context.nowMs() - putAtMs(head)
      const state = this.#stateOf(checkpoint, ageMs)
      const torn = { threadId, checkpointNs, checkpointId, state, channel: own.channel, ageMs }
      this.#context.torn.saw(torn)
      this.#first ??= torn
      if (state === 'lost') this.#lost ??= torn
    }
    this.#builtOn.add(keyOf(checkpoint, parentCheckpointId))
  }

  /**
   * @param given - the older checkpoint that was read instead, if there is one
   * @throws KustoSaverError `STATE_LOST` when there is none and one was whole once
   */
  end(given: ResolvedCheckpoint | undefined): void {
    const torn = this.#lost ?? this.#first
    if (torn === undefined) return
    if (given === undefined && torn.state === 'lost') throw stateLost(torn)
    if (given === undefined || torn.state === 'lost') {
      this.#context.torn.passed(torn, given?.checkpointId)
    }
  }

  #stateOf(checkpoint: ResolvedCheckpoint, ageMs: number): TornState {
    if (ageMs <= this.#context.arrivalMs) return 'late'
    return this.#builtOn.has(keyOf(checkpoint, checkpoint.checkpointId)) ? 'lost' : 'unconfirmed'
  }
}

/** A list may go over several threads. */
function keyOf({ threadId, checkpointNs }: ResolvedCheckpoint, checkpointId: string): string {
  return JSON.stringify([threadId, checkpointNs, checkpointId])
}

function stateLost({ threadId, checkpointId, channel }: TornCheckpoint): KustoSaverError {
  return new KustoSaverError(
    'STATE_LOST',
    `Checkpoint ${checkpointId} is stored, but the value of its channel ${JSON.stringify(channel)} no longer exists, and no older checkpoint of the thread is whole. If a table was dropped or cleared, look first at \`.show journal | where EntityName startswith 'Checkpoint'\` and bring it back with \`.undo drop table\`. To start over without the state, call deleteThread(${JSON.stringify(threadId)}).`,
    { operation: 'getTuple', threadId, channel, table: 'CheckpointBlobs' },
  )
}
