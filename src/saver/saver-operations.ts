import type { RunnableConfig } from '@langchain/core/runnables'
import type {
  ChannelVersions,
  Checkpoint,
  CheckpointMetadata,
  CheckpointTuple,
  DeltaChannelHistory,
  PendingWrite,
} from '@langchain/langgraph-checkpoint'
import type { CheckpointKey } from '../tables/rows.ts'
import type { ListArguments } from './list-arguments.ts'
import type { ReadKey } from './thread-key.ts'

/**
 * A saver's operations on checked arguments: the port between LangGraph's contract and the store.
 * Results carry their sizes, so that decorators can report them without reading state.
 */
export interface SaverOperations {
  getTuple(address: ReadKey): Promise<TupleAnswer | undefined>
  /** @yields tuples newest first */
  list(call: ListCall): AsyncGenerator<CheckpointTuple, void, undefined>
  /**
   * Serializes everything before the first await, because the caller continues to modify the same
   * objects.
   */
  put(call: PutCall): Promise<PutAnswer>
  putWrites(call: PutWritesCall): Promise<PutWritesAnswer>
  deleteThread(threadId: string): Promise<void>
  getDeltaChannelHistory(call: DeltaHistoryCall): Promise<Record<string, DeltaChannelHistory>>
}

export interface TupleAnswer {
  readonly tuple: CheckpointTuple
  /** Approximate bytes of its row and its channel values. */
  readonly bytes: number
  readonly channels: number
}

export interface ListCall extends ListArguments {
  /** Called for each fetched page. */
  readonly onPage?: () => void
}

export interface PutCall {
  readonly key: CheckpointKey
  /** Undefined for a root. */
  readonly parentCheckpointId: string | undefined
  readonly checkpoint: Checkpoint
  readonly metadata: CheckpointMetadata
  readonly newVersions: ChannelVersions | undefined
}

export interface PutAnswer {
  readonly config: RunnableConfig
  /** Bytes of the checkpoint's row without metadata and of the channel values sent with it. */
  readonly checkpointBytes: number
  readonly metadataBytes: number
  /** Number of channel values that were sent. */
  readonly channels: number
}

export interface PutWritesCall {
  readonly key: CheckpointKey
  readonly taskId: string
  readonly taskPath: string
  readonly writes: readonly PendingWrite[]
}

export interface PutWritesAnswer {
  readonly writes: number
  readonly bytes: number
}

export interface DeltaHistoryCall {
  readonly address: ReadKey
  readonly channels: readonly string[]
}
