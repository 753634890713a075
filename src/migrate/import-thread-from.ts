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

/** What the put of a child says about its values depends on its own and its parent's. */
interface Channels {
  readonly versions: ChannelVersions
  /** Of each value, as a serializer writes it. */
  readonly digests: ReadonlyMap<string, string>
}

/**
 * Puts a thread's checkpoints with their pending writes, parents first, then reads all of them from
 * both savers and compares. What is there already stays as it is, so an import that was interrupted
 * goes on where it ended.
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

/** @returns whether it was there */
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
 * Channels with another version than the parent's, or another value: versions may collide. A
 * snapshot of a delta channel that the source does not give again is not carried over either.
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
 * Writes to special channels replace, others do not: they come in calls of their own. Of the others
 * only the order is known. Tasks that are not in the order of their ids had paths, which savers do
 * not give: then they get paths that keep the order.
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
