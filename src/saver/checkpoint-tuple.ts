import type { RunnableConfig } from '@langchain/core/runnables'
import {
  maxChannelVersion,
  TASKS,
  type Checkpoint,
  type CheckpointPendingWrite,
  type CheckpointTuple,
} from '@langchain/langgraph-checkpoint'
import { asCheckpoint, asMetadata } from './loaded-checkpoint.ts'
import type { ResolvedCheckpoint } from '../store/resolve.ts'
import type { ResolvedWrite } from '../store/resolve-writes.ts'
import type { CheckpointKey } from '../tables/rows.ts'
import { nextChannelVersion } from './channel-version.ts'
import type { ValueSerializer } from './value-serializer.ts'

export interface TupleSerializers {
  readonly values: ValueSerializer
  readonly metadata: ValueSerializer
}

/** A resolved checkpoint as LangGraph has it, everything loaded. */
export async function checkpointTuple(
  resolved: ResolvedCheckpoint,
  serializers: TupleSerializers,
): Promise<CheckpointTuple> {
  const { head, parentCheckpointId } = resolved
  const [checkpoint, metadata, pendingWrites] = await Promise.all([
    loadCheckpoint(resolved, serializers.values),
    serializers.metadata.load({ type: 'json', text: head.metadata }),
    loadWrites(resolved.writes, serializers.values),
  ])
  return {
    config: configOf(resolved),
    checkpoint,
    metadata: asMetadata(metadata),
    ...(parentCheckpointId === ''
      ? {}
      : { parentConfig: configOf({ ...resolved, checkpointId: parentCheckpointId }) }),
    pendingWrites,
  }
}

export function configOf(key: CheckpointKey): RunnableConfig {
  return {
    configurable: {
      thread_id: key.threadId,
      checkpoint_ns: key.checkpointNs,
      checkpoint_id: key.checkpointId,
    },
  }
}

export async function loadWrites(
  writes: readonly ResolvedWrite[],
  serializer: ValueSerializer,
): Promise<CheckpointPendingWrite[]> {
  return Promise.all(
    writes.map(async (write): Promise<CheckpointPendingWrite> => [
      write.taskId,
      write.channel,
      await serializer.load(write),
    ]),
  )
}

async function loadCheckpoint(
  resolved: ResolvedCheckpoint,
  serializer: ValueSerializer,
): Promise<Checkpoint> {
  const [head, ...values] = await Promise.all([
    serializer.load({ type: resolved.head.type, text: resolved.head.checkpoint }),
    ...[...resolved.values].map(async ([channel, stored]): Promise<[string, unknown]> => [
      channel,
      await serializer.load(stored),
    ]),
  ])
  const checkpoint = asCheckpoint(head)
  const loaded: Checkpoint = {
    ...checkpoint,
    channel_versions: checkpoint.channel_versions ?? {},
    versions_seen: checkpoint.versions_seen ?? {},
    channel_values: { ...checkpoint.channel_values, ...Object.fromEntries(values) },
  }
  return loaded.v < 4 && resolved.parentCheckpointId !== ''
    ? withPendingSends(loaded, resolved.pendingSends, serializer)
    : loaded
}

/** Before format 4 the tasks that a checkpoint sends were writes of its parent. */
async function withPendingSends(
  checkpoint: Checkpoint,
  sends: readonly ResolvedWrite[],
  serializer: ValueSerializer,
): Promise<Checkpoint> {
  const tasks = await Promise.all(sends.map((write) => serializer.load(write)))
  const versions = Object.values(checkpoint.channel_versions)
  const version =
    versions.length > 0 ? maxChannelVersion(...versions) : nextChannelVersion(undefined)
  return {
    ...checkpoint,
    channel_values: { ...checkpoint.channel_values, [TASKS]: tasks },
    channel_versions: { ...checkpoint.channel_versions, [TASKS]: version },
  }
}
