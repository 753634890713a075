import { KustoSaverError } from '../../errors.ts'
import { findParentValues, type SharedValues } from './find-manifest.ts'
import { observeRevisions } from '../read/observe-rows.ts'
import { tombstoneQuery } from '../queries/tombstone.ts'
import { readTombstones } from '../queries/stored-rows.ts'
import { isPlausible, revisionAt } from '../revisions/revision-clock.ts'
import type { StoreContext } from '../state/store-context.ts'
import type { CheckpointKey } from '../../tables/rows.ts'

/*
 * A thread may be deleted and begun again: each life has a number, its incarnation, which every
 * checkpoint and pending write carries. A tombstone ends all lives up to its revision. A run takes
 * the incarnation from what it builds on, so that what it writes after a deletion is as dead as
 * what it read before, whatever the clocks say.
 */

/** The life that a put belongs to. */
export interface Life {
  readonly incarnation: number
  /** What the parent's rows say, when they were read to find out. */
  readonly parent?: SharedValues
}

export interface LifeOfPut {
  readonly key: CheckpointKey
  readonly parentCheckpointId: string | undefined
  /** Checkpoints of the graphs around a subgraph, by namespace: LangGraph's `metadata.parents`. */
  readonly graphParents: Readonly<Record<string, string>> | undefined
}

/**
 * - A child lives as its parent does. A parent that is unknown here is asked for.
 * - The first checkpoint of a subgraph lives as the checkpoint of the graph around it does.
 * - Any other checkpoint without a parent begins a life of its own, after all tombstones.
 *
 * @param drafted - nothing is asked before it has settled; what is known is looked up at once,
 * before the put itself is under way
 * @throws KustoSaverError `THREAD_DELETED` when the parent's life has ended
 */
export async function incarnationOfPut(
  context: StoreContext,
  put: LifeOfPut,
  drafted: Promise<unknown>,
): Promise<Life> {
  const { key, parentCheckpointId } = put
  const { threadId } = key
  const parent =
    parentCheckpointId === undefined ? undefined : { ...key, checkpointId: parentCheckpointId }
  const around = graphCheckpoint(put)
  const known = knownIncarnation(context, parent ?? around ?? key)
  await drafted
  if (parent !== undefined) {
    const life = await lifeOfParent(context, parent, await known)
    // last: whoever had to read the parent knows the time already
    await context.clusterTime.ready()
    return life
  }
  await context.clusterTime.ready()
  if (around !== undefined) return { incarnation: lifeOfGraph(context, around, await known) }
  const own = await known
  if (own !== undefined && own > context.threads.tombstoneOf(threadId)) return { incarnation: own }
  const isWholeGraph = key.checkpointNs === ''
  const incarnation = isWholeGraph ? newLife(context, threadId) : latestLife(context, threadId)
  return { incarnation: await incarnation }
}

/**
 * Pending writes live as their checkpoint does. It may not have been put yet: then they belong to
 * the thread's latest life.
 *
 * @throws KustoSaverError `THREAD_DELETED` when the checkpoint's life has ended
 */
export async function incarnationOfWrites(
  context: StoreContext,
  key: CheckpointKey,
): Promise<number> {
  const known = await knownIncarnation(context, key)
  await context.clusterTime.ready()
  if (known === undefined) return latestLife(context, key.threadId)
  refuseDeleted(context, key, known, 'putWrites')
  return known
}

async function lifeOfParent(
  context: StoreContext,
  key: CheckpointKey,
  known: number | undefined,
): Promise<Life> {
  if (known !== undefined) {
    refuseDeleted(context, key, known, 'put')
    return { incarnation: known }
  }
  const parent = await findParentValues(context, key, undefined)
  if (parent.incarnation !== undefined && isPlausible(parent.incarnation)) {
    refuseDeleted(context, key, parent.incarnation, 'put')
    return { incarnation: parent.incarnation, parent }
  }
  // its rows are nowhere any more: what is left of it is the tombstone
  if (parent.incarnation === undefined) refuseDeleted(context, key, -1, 'put')
  return { incarnation: latestLife(context, key.threadId), parent }
}

/**
 * With `durability: 'exit'` the graph around is put after its subgraphs: then it is not known yet.
 */
function lifeOfGraph(
  context: StoreContext,
  around: CheckpointKey,
  known: number | undefined,
): number {
  const { threads } = context
  const isBehind = known === undefined && threads.isBehind(around.threadId)
  refuseDeleted(context, around, isBehind ? -1 : (known ?? Number.POSITIVE_INFINITY), 'put')
  return known ?? latestLife(context, around.threadId)
}

/** A put under way that fails leaves nothing that lives. */
async function knownIncarnation(
  { manifests }: StoreContext,
  key: CheckpointKey,
): Promise<number | undefined> {
  try {
    return await manifests.incarnationOf(key)
  } catch {
    return undefined
  }
}

function latestLife(context: StoreContext, threadId: string): number {
  return context.threads.incarnationOf(threadId) ?? firstMoment(context, threadId)
}

/**
 * A process that takes the thread for alive may not have heard of its deletion: it asks. LangGraph
 * has read the thread before.
 */
async function newLife(context: StoreContext, threadId: string): Promise<number> {
  if (context.threads.incarnationOf(threadId) !== undefined) {
    const tables = await context.queries.run(tombstoneQuery(threadId), 'put')
    observeRevisions(context, { tombstones: readTombstones(tables) })
  }
  return firstMoment(context, threadId)
}

/**
 * The cluster's time and no counter: a tombstone of the same millisecond ends what was put before
 * it.
 */
export function firstMoment({ threads, nowMs }: StoreContext, threadId: string): number {
  return Math.max(revisionAt(nowMs()), threads.tombstoneOf(threadId) + 1)
}

/** The nearest namespace has the longest name: it begins with those around it. */
function graphCheckpoint({ key, graphParents }: LifeOfPut): CheckpointKey | undefined {
  const { threadId, checkpointNs: ownNs } = key
  if (ownNs === '') return undefined
  const [nearest] = Object.entries(graphParents ?? {}).toSorted(([a], [b]) => b.length - a.length)
  if (nearest === undefined) return undefined
  const [checkpointNs, checkpointId] = nearest
  return { threadId, checkpointNs, checkpointId }
}

function refuseDeleted(
  { threads }: StoreContext,
  { threadId, checkpointId }: CheckpointKey,
  incarnation: number,
  operation: 'put' | 'putWrites',
): void {
  const tombstone = threads.tombstoneOf(threadId)
  if (tombstone < 0 || incarnation > tombstone) return
  throw new KustoSaverError(
    'THREAD_DELETED',
    `Thread ${JSON.stringify(threadId)} was deleted while a run was under way: ${operation}() builds on its checkpoint ${checkpointId}, which is deleted. Nothing was written. Start the run anew: the thread is empty now.`,
    { operation, threadId },
  )
}
