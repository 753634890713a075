import { KustoSaverError } from '../../errors.ts'
import { findParentValues, type SharedValues } from './find-manifest.ts'
import { queryTombstone, checkForDeletion } from './check-for-deletion.ts'
import { isPlausible, revisionAt } from '../revisions/revision-clock.ts'
import type { StoreContext } from '../state/store-context.ts'
import type { CheckpointKey } from '../../tables/rows.ts'

/*
 * A thread may be deleted and recreated. Each life has a number, its incarnation, which every
 * checkpoint and pending write carries. A tombstone deletes all incarnations up to its revision. A
 * run takes the incarnation from what it builds on, so that what it writes after a deletion is
 * deleted like what it read before, whatever the clocks say.
 */

/** The incarnation of a put. */
export interface PutIncarnation {
  readonly incarnation: number
  /** The parent's rows, if they were read to find it. */
  readonly parent?: SharedValues
}

export interface IncarnationInput {
  readonly key: CheckpointKey
  readonly parentCheckpointId: string | undefined
  /** Checkpoints of the graphs around a subgraph, by namespace: LangGraph's `metadata.parents`. */
  readonly graphParents: Readonly<Record<string, string>> | undefined
}

/**
 * - A child has its parent's incarnation. An unknown parent is queried.
 * - The first checkpoint of a subgraph has the incarnation of the checkpoint of the graph around
 *   it.
 * - Any other checkpoint without a parent starts a new incarnation, after all tombstones.
 *
 * @param drafted - no query is sent before it settles; known values are looked up at once, before
 *   the put itself is registered
 * @throws KustoSaverError `THREAD_DELETED` if the parent's incarnation is deleted
 */
export async function incarnationOfPut(
  context: StoreContext,
  put: IncarnationInput,
  drafted: Promise<unknown>,
): Promise<PutIncarnation> {
  const { key, parentCheckpointId } = put
  const { threadId } = key
  const parent =
    parentCheckpointId === undefined ? undefined : { ...key, checkpointId: parentCheckpointId }
  const around = graphCheckpoint(put)
  const known = knownIncarnation(context, parent ?? around ?? key)
  await drafted
  if (parent !== undefined) {
    const found = await incarnationOfParent(context, parent, await known)
    // last, because reading the parent may already have learned the time
    await context.clusterTime.ready()
    return found
  }
  await context.clusterTime.ready()
  if (around !== undefined)
    return { incarnation: await incarnationOfGraph(context, around, await known) }
  const own = await known
  if (own !== undefined) await checkForDeletion(context, threadId)
  if (own !== undefined && own > context.threads.tombstoneOf(threadId)) return { incarnation: own }
  const isWholeGraph = key.checkpointNs === ''
  const incarnation = isWholeGraph
    ? startIncarnation(context, threadId)
    : latestIncarnation(context, threadId)
  return { incarnation: await incarnation }
}

/**
 * Pending writes have the incarnation of their checkpoint. If that has not been put yet, they
 * belong to the thread's latest one.
 *
 * @throws KustoSaverError `THREAD_DELETED` if the checkpoint's incarnation is deleted
 */
export async function incarnationOfWrites(
  context: StoreContext,
  key: CheckpointKey,
): Promise<number> {
  const known = await knownIncarnation(context, key)
  await context.clusterTime.ready()
  if (known !== undefined) {
    await checkForDeletion(context, key.threadId)
    refuseDeleted(context, key, known, 'putWrites')
    return known
  }
  return (
    (await storedIncarnation(context, key, 'putWrites')) ?? latestIncarnation(context, key.threadId)
  )
}

async function incarnationOfParent(
  context: StoreContext,
  key: CheckpointKey,
  known: number | undefined,
): Promise<PutIncarnation> {
  if (known !== undefined) {
    await checkForDeletion(context, key.threadId)
    refuseDeleted(context, key, known, 'put')
    return { incarnation: known }
  }
  const parent = await queryParent(context, key)
  if (parent.incarnation !== undefined && isPlausible(parent.incarnation)) {
    refuseDeleted(context, key, parent.incarnation, 'put')
    return { incarnation: parent.incarnation, parent }
  }
  // its rows no longer exist, only the tombstone does
  if (parent.incarnation === undefined) refuseDeleted(context, key, -1, 'put')
  return { incarnation: latestIncarnation(context, key.threadId), parent }
}

/** With `durability: 'exit'` the outer graph is put after its subgraphs, so it is not known yet. */
async function incarnationOfGraph(
  context: StoreContext,
  around: CheckpointKey,
  known: number | undefined,
): Promise<number> {
  const { threadId } = around
  if (known !== undefined || !isRemembered(context, threadId)) {
    return (await incarnationOfParent(context, around, known)).incarnation
  }
  if (context.threads.isBehind(threadId)) refuseDeleted(context, around, -1, 'put')
  return (await storedIncarnation(context, around, 'put')) ?? latestIncarnation(context, threadId)
}

/**
 * The incarnation of a checkpoint that this process does not know; undefined if it is not stored. A
 * process that remembers the thread and knows of no deletion need not ask: there is one life.
 */
async function storedIncarnation(
  context: StoreContext,
  key: CheckpointKey,
  operation: Operation,
): Promise<number | undefined> {
  const { threadId } = key
  if (isRemembered(context, threadId) && context.threads.tombstoneOf(threadId) < 0) return undefined
  const { incarnation } = await queryParent(context, key)
  if (incarnation === undefined || !isPlausible(incarnation)) return undefined
  refuseDeleted(context, key, incarnation, operation)
  return incarnation
}

type Operation = 'put' | 'putWrites'

/** Otherwise the thread was evicted, perhaps while a run of it is under way, or never read. */
function isRemembered({ threads }: StoreContext, threadId: string): boolean {
  return threads.askedAtMs(threadId) >= 0
}

async function queryParent(context: StoreContext, key: CheckpointKey): Promise<SharedValues> {
  const askedAtMs = context.nowMs()
  const parent = await findParentValues(context, key, undefined)
  context.threads.wasAsked(key.threadId, askedAtMs)
  return parent
}

/** A running put that fails leaves no incarnation. */
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

function latestIncarnation(context: StoreContext, threadId: string): number {
  return context.threads.incarnationOf(threadId) ?? newIncarnation(context, threadId)
}

/**
 * A process that knows the thread as live may have missed its deletion, so it queries. LangGraph
 * has read the thread before.
 */
async function startIncarnation(context: StoreContext, threadId: string): Promise<number> {
  if (context.threads.incarnationOf(threadId) !== undefined) await queryTombstone(context, threadId)
  const incarnation = newIncarnation(context, threadId)
  // deletions of before do not concern it
  context.threads.wasAsked(threadId, context.nowMs())
  return incarnation
}

/**
 * The cluster's time and no counter: a tombstone of the same millisecond ends what was put before
 * it.
 */
export function newIncarnation({ threads, nowMs }: StoreContext, threadId: string): number {
  return Math.max(revisionAt(nowMs()), threads.tombstoneOf(threadId) + 1)
}

/** The nearest namespace has the longest name, because it begins with the outer ones. */
function graphCheckpoint({ key, graphParents }: IncarnationInput): CheckpointKey | undefined {
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
  operation: Operation,
): void {
  const tombstone = threads.tombstoneOf(threadId)
  if (tombstone < 0 || incarnation > tombstone) return
  throw new KustoSaverError(
    'THREAD_DELETED',
    `Thread ${JSON.stringify(threadId)} was deleted during a run: ${operation}() builds on its checkpoint ${checkpointId}, which is deleted. Nothing was written. Start a new run: the thread is empty now.`,
    { operation, threadId },
  )
}
