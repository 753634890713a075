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
import { digestOf, digestsOf, seenCheckpoint, type SeenCheckpoint } from './digest.ts'
import type { Answer, DeltaAnswer, ListOperation, Operation } from './history.ts'
import type { Recorder } from './recorder.ts'

/** The buffer that keeps writes before they are durable. */
export interface Buffer {
  /** Settles when everything accepted before is durable. */
  flush(): Promise<void>
}

/** Records the calls and answers of any saver. */
export class RecordingSaver extends BaseCheckpointSaver {
  readonly #inner: BaseCheckpointSaver
  readonly #recorder: Recorder
  readonly #name: string
  readonly #buffer: Buffer | undefined

  /** @param buffer - for a saver whose writes settle before they are durable */
  constructor(inner: BaseCheckpointSaver, recorder: Recorder, buffer?: Buffer) {
    super(inner.serde)
    this.#inner = inner
    this.#recorder = recorder
    this.#name = recorder.nextSaver()
    this.#buffer = buffer
  }

  /** Flushes accepted writes; does nothing for a saver without a buffer. */
  async flush(): Promise<void> {
    const buffer = this.#buffer
    if (buffer !== undefined) await this.#call({ kind: 'flush' }, async () => buffer.flush())
  }

  async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const { thread, ns, id } = placeOf(config)
    return this.#call(
      { kind: 'getTuple', thread, ns, id },
      async () => this.#inner.getTuple(config),
      (tuple) => ({ kind: 'getTuple', seen: tuple === undefined ? null : seenCheckpoint(tuple) }),
    )
  }

  async *list(
    config: RunnableConfig,
    options?: CheckpointListOptions,
  ): AsyncGenerator<CheckpointTuple> {
    const call = this.#recorder.begin(this.#name, listOf(config, options))
    const seen: SeenCheckpoint[] = []
    let isCut = true
    let hasFailed = false
    try {
      for await (const tuple of this.#inner.list(config, options)) {
        seen.push(seenCheckpoint(tuple))
        yield tuple
      }
      isCut = false
    } catch (error) {
      hasFailed = true
      this.#recorder.fail(call, error)
      throw error
    } finally {
      // also when the caller leaves its loop
      if (!hasFailed) this.#recorder.end(call, { kind: 'list', seen, isCut })
    }
  }

  async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    const { thread, ns, id: parent } = placeOf(config)
    const operation: Operation = {
      kind: 'put',
      thread,
      ns,
      id: checkpoint.id,
      parent,
      values: digestsOf(checkpoint.channel_values),
      carried: carriedBy(checkpoint, newVersions),
      metadata: digestOf(metadata),
      ...versionedBy(checkpoint, metadata),
    }
    return this.#write(operation, async () =>
      this.#inner.put(config, checkpoint, metadata, newVersions),
    )
  }

  async putWrites(
    config: RunnableConfig,
    writes: PendingWrite[],
    taskId: string,
    taskPath?: string,
  ): Promise<void> {
    const { thread, ns, id } = placeOf(config)
    const operation: Operation = {
      kind: 'putWrites',
      thread,
      ns,
      id: id ?? '',
      task: taskId,
      path: taskPath ?? '',
      writes: writes.map(([channel, value]) => [channel, digestOf(value)]),
    }
    await this.#write(operation, async () =>
      this.#inner.putWrites(config, writes, taskId, taskPath),
    )
  }

  async deleteThread(threadId: string): Promise<void> {
    await this.#call({ kind: 'deleteThread', thread: threadId }, async () =>
      this.#inner.deleteThread(threadId),
    )
  }

  override async getDeltaChannelHistory(options: {
    config: RunnableConfig
    channels: string[]
  }): Promise<Record<string, DeltaChannelHistory>> {
    const { thread, ns, id } = placeOf(options.config)
    return this.#call(
      { kind: 'getDeltaChannelHistory', thread, ns, id, channels: options.channels },
      async () => this.#inner.getDeltaChannelHistory(options),
      (found) => ({ kind: 'getDeltaChannelHistory', channels: deltaAnswers(found) }),
    )
  }

  override getNextVersion(current: number | undefined): number {
    return this.#inner.getNextVersion(current)
  }

  async #write<T>(operation: Operation, work: () => Promise<T>): Promise<T> {
    const answer: Answer = { kind: this.#buffer === undefined ? 'done' : 'accepted' }
    return this.#call(operation, work, () => answer)
  }

  async #call<T>(
    operation: Operation,
    work: () => Promise<T>,
    answerOf: (result: T) => Answer = () => ({ kind: 'done' }),
  ): Promise<T> {
    const call = this.#recorder.begin(this.#name, operation)
    let result: T
    try {
      result = await work()
    } catch (error) {
      this.#recorder.fail(call, error)
      throw error
    }
    this.#recorder.end(call, answerOf(result))
    return result
  }
}

interface Place {
  readonly thread: string
  readonly ns: string
  readonly id: string | null
}

function placeOf(config: RunnableConfig): Place {
  return {
    thread: textOf(config, 'thread_id') ?? '',
    ns: textOf(config, 'checkpoint_ns') ?? '',
    id: textOf(config, 'checkpoint_id'),
  }
}

function listOf(config: RunnableConfig, options: CheckpointListOptions = {}): ListOperation {
  return {
    kind: 'list',
    thread: textOf(config, 'thread_id'),
    ns: textOf(config, 'checkpoint_ns'),
    id: textOf(config, 'checkpoint_id'),
    before: options.before === undefined ? null : textOf(options.before, 'checkpoint_id'),
    limit: options.limit ?? null,
    isFiltered: Object.keys(options.filter ?? {}).length > 0,
  }
}

function carriedBy({ channel_versions, channel_values }: Checkpoint, changed: ChannelVersions) {
  return Object.keys(channel_versions).filter(
    (channel) => channel_values[channel] === undefined && !(channel in changed),
  )
}

function versionedBy({ channel_versions: versions }: Checkpoint, metadata: object) {
  const isVersioned =
    'delta_writes_versioned' in metadata && metadata.delta_writes_versioned === true
  return isVersioned ? { versioned: Object.keys(versions) } : {}
}

function textOf(config: RunnableConfig, name: string): string | null {
  const value: unknown = config.configurable?.[name]
  return typeof value === 'string' ? value : null
}

function deltaAnswers(found: Record<string, DeltaChannelHistory>): Record<string, DeltaAnswer> {
  return Object.fromEntries(
    Object.entries(found).map(([channel, { seed, writes }]) => [
      channel,
      {
        seed: seed === undefined ? null : digestOf(seed),
        writes: writes.map(([task, , value]) => [task, digestOf(value)] as const),
      },
    ]),
  )
}
