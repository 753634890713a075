import { createHash } from 'node:crypto'
import type { RunnableConfig } from '@langchain/core/runnables'
import {
  WRITES_IDX_MAP,
  type BaseCheckpointSaver,
  type ChannelVersions,
  type CheckpointPendingWrite,
  type CheckpointTuple,
  type SerializerProtocol,
} from '@langchain/langgraph-checkpoint'
import { compareCodePoints } from '../store/values/code-point-order.ts'
import { differingFields } from './compare-tuples.ts'
import type { ImportDifference, ImportSource } from './import-report.ts'
import { nameOf, placesOf, type CheckpointPlace } from './thread-keys.ts'

export interface ImportedThread {
  readonly checkpoints: number
  readonly alreadyThere: number
  readonly differences: readonly ImportDifference[]
}

/** A child's `newVersions` depend on its own values and its parent's. */
interface Channels {
  readonly versions: ChannelVersions
  /** Digest of each value as the serializer writes it. */
  readonly digests: ReadonlyMap<string, string>
}

/**
 * Puts a thread's checkpoints with their pending writes, parents first, then reads them all from
 * both savers and compares them. Existing checkpoints stay unchanged, so an interrupted import
 * continues where it stopped.
 */
export async function importThreadFrom(
  source: ImportSource,
  target: BaseCheckpointSaver,
  threadId: string,
): Promise<ImportedThread> {
  const places = await placesOf(source, threadId)
  const known = new Map<string, Channels>()
  let alreadyThere = 0
  for (const place of places) {
    const tuple = await source.getTuple(configOf(threadId, place))
    if (tuple === undefined) continue
    const channels = await channelsOf(tuple, target.serde)
    const isThere = await importCheckpoint(target, { threadId, place, tuple, channels, known })
    if (isThere) alreadyThere += 1
    known.set(nameOf(place), channels)
  }
  const differences: ImportDifference[] = []
  for (const place of places) {
    const config = configOf(threadId, place)
    const [wanted, found] = await Promise.all([source.getTuple(config), target.getTuple(config)])
    if (wanted === undefined) continue
    const { checkpointNs, checkpointId } = place
    const fields = await differingFields(wanted, found, target.serde)
    differences.push(...fields.map((field) => ({ threadId, checkpointNs, checkpointId, field })))
  }
  const differing = new Set(differences.map(nameOf))
  return { checkpoints: places.length - differing.size, alreadyThere, differences }
}

interface CheckpointToImport {
  readonly threadId: string
  readonly place: CheckpointPlace
  readonly tuple: CheckpointTuple
  readonly channels: Channels
  readonly known: ReadonlyMap<string, Channels>
}

/** @returns whether it existed already */
async function importCheckpoint(
  target: BaseCheckpointSaver,
  { threadId, place, tuple, channels, known }: CheckpointToImport,
): Promise<boolean> {
  const config = configOf(threadId, place)
  const there = await target.getTuple(config)
  if (there === undefined) {
    const { checkpoint, metadata } = tuple
    const { checkpointNs, parentId: checkpointId = '' } = place
    const parent = known.get(nameOf({ checkpointNs, checkpointId }))
    await target.put(
      configOf(threadId, { checkpointNs, checkpointId }),
      checkpoint,
      metadata ?? { source: 'loop', step: -1, parents: {} },
      newVersions(channels, parent),
    )
  }
  const writes = tuple.pendingWrites ?? []
  if (writes.length > (there?.pendingWrites?.length ?? 0)) await putAll(target, config, writes)
  return there !== undefined
}

/**
 * Channels whose version or value differs from the parent's: versions alone may collide. A delta
 * channel's snapshot is not carried over either if the source does not return it again.
 */
function newVersions(own: Channels, parent?: Channels): ChannelVersions {
  const fresh = Object.entries(own.versions).filter(
    ([channel, version]) =>
      parent?.versions[channel] !== version ||
      own.digests.get(channel) !== parent.digests.get(channel),
  )
  return Object.fromEntries(fresh)
}

/**
 * Writes to special channels replace earlier ones, others do not, so they go in separate calls. For
 * the others only the order is known. Tasks out of the order of their ids must have had paths,
 * which savers do not return, so the import gives them paths that keep the order.
 */
async function putAll(
  target: BaseCheckpointSaver,
  config: RunnableConfig,
  writes: readonly CheckpointPendingWrite[],
): Promise<void> {
  const byTask = new Map<string, [string, unknown][]>()
  for (const [taskId, channel, value] of writes) {
    const pairs = byTask.get(taskId) ?? []
    byTask.set(taskId, pairs)
    pairs.push([channel, value])
  }
  const tasks = [...byTask.keys()]
  const isOrdered = tasks.every(
    (task, index) => compareCodePoints(tasks[index - 1] ?? '', task) <= 0,
  )
  for (const [index, [taskId, pairs]] of [...byTask].entries()) {
    const path = isOrdered ? '' : `~import, ${String(index).padStart(9, '0')}`
    const special = pairs.filter(isSpecial)
    const others = pairs.filter((pair) => !isSpecial(pair))
    if (special.length > 0) await target.putWrites(config, special, taskId, path)
    if (others.length > 0) await target.putWrites(config, others, taskId, path)
  }
}

function isSpecial([channel]: readonly [string, unknown]): boolean {
  return Object.hasOwn(WRITES_IDX_MAP, channel)
}

async function channelsOf(
  { checkpoint }: CheckpointTuple,
  serde: SerializerProtocol,
): Promise<Channels> {
  const digests = new Map<string, string>()
  for (const [channel, value] of Object.entries(checkpoint.channel_values)) {
    const [type, bytes] = await serde.dumpsTyped(value)
    digests.set(channel, createHash('sha256').update(`${type}\n`).update(bytes).digest('base64'))
  }
  return { versions: checkpoint.channel_versions ?? {}, digests }
}

function configOf(
  threadId: string,
  { checkpointNs, checkpointId }: Pick<CheckpointPlace, 'checkpointNs' | 'checkpointId'>,
): RunnableConfig {
  const named = checkpointId === '' ? {} : { checkpoint_id: checkpointId }
  return { configurable: { thread_id: threadId, checkpoint_ns: checkpointNs, ...named } }
}
