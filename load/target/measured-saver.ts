import type { RunnableConfig } from '@langchain/core/runnables'
import type {
  ChannelVersions,
  Checkpoint,
  CheckpointListOptions,
  CheckpointMetadata,
  CheckpointTuple,
  PendingWrite,
} from '@langchain/langgraph-checkpoint'
import { KustoSaver, type KustoSaverParams } from '../../src/index.ts'
import type { Ledger } from './ledger.ts'

/** A saver that records its calls in a ledger. */
export class MeasuredSaver extends KustoSaver {
  readonly #ledger: Ledger

  constructor(params: KustoSaverParams, ledger: Ledger) {
    super(params)
    this.#ledger = ledger
  }

  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    return this.#ledger.timed('getTuple', async () => super.getTuple(config))
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions?: ChannelVersions,
  ): Promise<RunnableConfig> {
    const put = async () => super.put(config, checkpoint, metadata, newVersions)
    return this.#ledger.timed('put', put)
  }

  override async putWrites(
    config: RunnableConfig,
    writes: PendingWrite[],
    taskId: string,
    taskPath?: string,
  ): Promise<void> {
    const putWrites = async () => super.putWrites(config, writes, taskId, taskPath)
    return this.#ledger.timed('putWrites', putWrites)
  }

  /**
   * Counts as settled when the consumer finishes or leaves it; its time includes the consumer's.
   *
   * @yields the saver's items
   */
  override async *list(
    config: RunnableConfig,
    options?: CheckpointListOptions,
  ): AsyncGenerator<CheckpointTuple> {
    const fromMs = performance.now()
    let hasFailed = false
    try {
      yield* super.list(config, options)
    } catch (error) {
      hasFailed = true
      throw error
    } finally {
      if (hasFailed) this.#ledger.failed('list')
      else this.#ledger.settled('list', fromMs)
    }
  }
}
