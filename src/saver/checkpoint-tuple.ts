import type { RunnableConfig } from '@langchain/core/runnables'
import {
  maxChannelVersion,
  TASKS,
  type Checkpoint,
  type CheckpointPendingWrite,
  type CheckpointTuple,
} from '@langchain/langgraph-checkpoint'
import { asCheckpoint, asMetadata } from './loaded-checkpoint.ts'
import { damageOf } from '../store/resolve/damage.ts'
import type { ResolvedCheckpoint } from '../store/resolve/resolve.ts'
import type { ResolvedWrite } from '../store/resolve/resolve-writes.ts'
import type { ValueScope } from '../store/values/bound-place.ts'
import type { CheckpointKey } from '../tables/rows.ts'
import { nextChannelVersion } from './channel-version.ts'
import { allOf, andThen, type MaybePromise } from './maybe-promise.ts'
import type { StoredValues } from './stored-values.ts'
import type { ValueSerializer } from './value-serializer.ts'

export interface TupleSerializers {
  readonly stored: StoredValues
  readonly metadata: ValueSerializer
}

/**
 * Converts a resolved checkpoint to LangGraph's form, with everything loaded.
 *
 * @throws KustoSaverError `CORRUPT`
 */
export async function checkpointTuple(
  resolved: ResolvedCheckpoint,
  serializers: TupleSerializers,
): Promise<CheckpointTuple> {
  const { head, parentCheckpointId } = resolved
  try {
    const loaded = allOf([
      loadCheckpoint(resolved, serializers.stored),
      serializers.metadata.load({ type: 'json', text: head.metadata }),
      loadWrites(resolved.writes, resolved, serializers.stored),
    ])
    const [checkpoint, metadata, pendingWrites] = loaded instanceof Promise ? await loaded : loaded
    return {
      config: configOf(resolved),
      checkpoint,
      metadata: asMetadata(metadata),
      ...(parentCheckpointId === ''
        ? {}
        : { parentConfig: configOf({ ...resolved, checkpointId: parentCheckpointId }) }),
      pendingWrites,
    }
  } catch (error) {
    throw damageOf(error, resolved)
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

export function loadWrites(
  writes: readonly ResolvedWrite[],
  scope: ValueScope,
  stored: StoredValues,
): MaybePromise<CheckpointPendingWrite[]> {
  return allOf(
    writes.map((write) =>
      andThen(stored.write(write, scope), (value): CheckpointPendingWrite => [
        write.taskId,
        write.channel,
        value,
      ]),
    ),
  )
}

function loadCheckpoint(
  resolved: ResolvedCheckpoint,
  stored: StoredValues,
): MaybePromise<Checkpoint> {
  const head = stored.checkpoint(resolved.head)
  const values = [...resolved.values].map(([channel, blob]) =>
    andThen(stored.value(blob, resolved, channel), (value): [string, unknown] => [channel, value]),
  )
  return andThen(allOf([head, allOf(values)]), ([loadedHead, loadedValues]) =>
    assemble(resolved, asCheckpoint(loadedHead), loadedValues, stored),
  )
}

function assemble(
  resolved: ResolvedCheckpoint,
  checkpoint: Checkpoint,
  values: readonly [string, unknown][],
  stored: StoredValues,
): MaybePromise<Checkpoint> {
  const loaded: Checkpoint = {
    ...checkpoint,
    channel_versions: checkpoint.channel_versions ?? {},
    versions_seen: checkpoint.versions_seen ?? {},
    channel_values: { ...checkpoint.channel_values, ...Object.fromEntries(values) },
  }
  return loaded.v < 4 && resolved.parentCheckpointId !== ''
    ? withPendingSends(loaded, resolved, stored)
    : loaded
}

/** Before format 4, a checkpoint's sends were writes of its parent. */
async function withPendingSends(
  checkpoint: Checkpoint,
  resolved: ResolvedCheckpoint,
  stored: StoredValues,
): Promise<Checkpoint> {
  const sends = resolved.pendingSends
  const tasks = await Promise.all(sends.map((write) => stored.write(write, resolved)))
  const versions = Object.values(checkpoint.channel_versions)
  const version =
    versions.length > 0 ? maxChannelVersion(...versions) : nextChannelVersion(undefined)
  return {
    ...checkpoint,
    channel_values: { ...checkpoint.channel_values, [TASKS]: tasks },
    channel_versions: { ...checkpoint.channel_versions, [TASKS]: version },
  }
}
