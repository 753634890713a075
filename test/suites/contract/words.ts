import type { RunnableConfig } from '@langchain/core/runnables'
import type {
  BaseCheckpointSaver,
  ChannelVersions,
  Checkpoint,
  CheckpointMetadata,
  CheckpointTuple,
} from '@langchain/langgraph-checkpoint'

/** The vocabulary of the stories. Checkpoint ids are short and ordered: '1' is older than '2'. */

export const THREAD = 'thread'

export function at(
  id?: string,
  { thread = THREAD, ns = '' }: { thread?: string; ns?: string } = {},
): RunnableConfig {
  return {
    configurable: {
      thread_id: thread,
      checkpoint_ns: ns,
      ...(id === undefined ? {} : { checkpoint_id: id }),
    },
  }
}

/** A checkpoint whose channels have the given values and versions. */
export function checkpoint(
  id: string,
  values: Record<string, unknown> = {},
  versions: ChannelVersions = Object.fromEntries(
    Object.keys(values).map((channel) => [channel, id]),
  ),
): Checkpoint {
  return {
    v: 4,
    id,
    ts: '2026-11-23T00:00:00.000Z',
    channel_values: values,
    channel_versions: versions,
    versions_seen: { node: { ...versions } },
  }
}

export function metadata(more: Record<string, unknown> = {}): CheckpointMetadata {
  return { source: 'loop', step: 1, parents: {}, ...more }
}

/** Puts a checkpoint under `parent`, with new values for all versioned channels. */
export async function put(
  saver: BaseCheckpointSaver,
  stored: Checkpoint,
  {
    parent,
    thread = THREAD,
    ns = '',
    meta = metadata(),
    newVersions = stored.channel_versions,
  }: PutOptions = {},
): Promise<RunnableConfig> {
  return saver.put(at(parent, { thread, ns }), stored, meta, newVersions)
}

export interface PutOptions {
  readonly parent?: string
  readonly thread?: string
  readonly ns?: string
  readonly meta?: CheckpointMetadata
  readonly newVersions?: ChannelVersions
}

export async function valuesAt(
  saver: BaseCheckpointSaver,
  config: RunnableConfig,
): Promise<unknown> {
  return (await saver.getTuple(config))?.checkpoint.channel_values
}

export async function writesAt(
  saver: BaseCheckpointSaver,
  config: RunnableConfig,
): Promise<unknown> {
  return (await saver.getTuple(config))?.pendingWrites
}

export async function listed(
  saver: BaseCheckpointSaver,
  config: RunnableConfig,
  options?: Parameters<BaseCheckpointSaver['list']>[1],
): Promise<CheckpointTuple[]> {
  const tuples: CheckpointTuple[] = []
  for await (const tuple of saver.list(config, options)) tuples.push(tuple)
  return tuples
}

export async function listedIds(...call: Parameters<typeof listed>): Promise<unknown[]> {
  return (await listed(...call)).map((tuple) => tuple.config.configurable?.['checkpoint_id'])
}
