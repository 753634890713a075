import type { RunnableConfig } from '@langchain/core/runnables'
import {
  BaseCheckpointSaver,
  type ChannelVersions,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointTuple,
  type DeltaChannelHistory,
  type PendingWrite,
} from '@langchain/langgraph-checkpoint'

/** Faults that a harness must find. */
export const PLANTS = ['lost', 'doubled', 'torn', 'brought-back'] as const
export type Plant = (typeof PLANTS)[number]

/** One in this many puts, or answers, is wrong. */
const ONE_IN = 8

/** @throws Error that names the existing plants */
export function readPlant(text: string): Plant {
  const plant = PLANTS.find((each) => each === text)
  if (plant === undefined)
    throw new Error(`--plant must be one of ${PLANTS.join(', ')}, got '${text}'`)
  return plant
}

/** A saver with one planted fault; all other calls pass through. */
export class PlantedSaver extends BaseCheckpointSaver {
  readonly #inner: BaseCheckpointSaver
  readonly #plant: Plant
  #count = 0

  constructor(inner: BaseCheckpointSaver, plant: Plant) {
    super(inner.serde)
    this.#inner = inner
    this.#plant = plant
  }

  async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const tuple = await this.#inner.getTuple(config)
    return tuple && this.#tampered(tuple)
  }

  async *list(
    config: RunnableConfig,
    options?: CheckpointListOptions,
  ): AsyncGenerator<CheckpointTuple> {
    for await (const tuple of this.#inner.list(config, options)) {
      yield this.#tampered(tuple)
      if (this.#isHit('doubled')) yield tuple
    }
  }

  /** `lost`: sometimes acknowledges a put that is never sent. */
  async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    if (!this.#isHit('lost')) {
      return this.#inner.put(config, checkpoint, metadata, newVersions)
    }
    return { configurable: { ...config.configurable, checkpoint_id: checkpoint.id } }
  }

  async putWrites(
    config: RunnableConfig,
    writes: PendingWrite[],
    taskId: string,
    taskPath?: string,
  ): Promise<void> {
    await this.#inner.putWrites(config, writes, taskId, taskPath)
  }

  /** `brought-back`: acknowledges a deletion without a tombstone. */
  async deleteThread(threadId: string): Promise<void> {
    if (this.#plant !== 'brought-back') await this.#inner.deleteThread(threadId)
  }

  /** `torn`: sometimes lacks the last write. */
  override async getDeltaChannelHistory(options: {
    config: RunnableConfig
    channels: string[]
  }): Promise<Record<string, DeltaChannelHistory>> {
    const found = await this.#inner.getDeltaChannelHistory(options)
    if (!this.#isHit('torn')) return found
    return Object.fromEntries(
      Object.entries(found).map(([channel, history]) => [
        channel,
        { ...history, writes: history.writes.slice(0, -1) },
      ]),
    )
  }

  override getNextVersion(current: number | undefined): number {
    return this.#inner.getNextVersion(current)
  }

  /** `torn`: sometimes lacks a channel; `doubled`: has its pending writes twice. */
  #tampered(tuple: CheckpointTuple): CheckpointTuple {
    if (this.#isHit('torn')) {
      const values = Object.entries(tuple.checkpoint.channel_values).slice(1)
      const checkpoint = { ...tuple.checkpoint, channel_values: Object.fromEntries(values) }
      return { ...tuple, checkpoint }
    }
    if (this.#plant !== 'doubled') return tuple
    const writes = tuple.pendingWrites ?? []
    return { ...tuple, pendingWrites: [...writes, ...writes] }
  }

  #isHit(plant: Plant): boolean {
    if (plant !== this.#plant) return false
    this.#count += 1
    return this.#count % ONE_IN === 0
  }
}
