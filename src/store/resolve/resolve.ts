import { compareCodePoints } from '../values/code-point-order.ts'
import { ChainIndex, type MissingLink } from './chain-index.ts'
import { damageOf } from './damage.ts'
import { groupBy } from '../values/group-by.ts'
import type { StoredBlob } from '../values/join-chunks.ts'
import { isInline, type ManifestEntry, type StoredPart } from '../values/manifest.ts'
import { withoutUnsealed } from './unsealed.ts'
import { isNewer, manifestOf, refuseNewerTombstones } from '../values/row-format.ts'
import { resolveWrites, type ResolvedWrite } from './resolve-writes.ts'
import { TASKS_CHANNEL } from './sending-parents.ts'
import { ValueIndex } from '../values/value-index.ts'
import { wholeCallsAmong, type WriteCall } from '../values/whole-calls.ts'
import type { KustoSaverError } from '../../errors.ts'
import {
  isAfter,
  type CheckpointKey,
  type CheckpointRow,
  type StoredRows,
  type TombstoneRow,
  type WriteRow,
} from '../../tables/rows.ts'

/** A checkpoint as all rows about it say, duplicates and older revisions settled. */
export interface ResolvedCheckpoint extends CheckpointKey {
  /** Empty for a root. */
  readonly parentCheckpointId: string
  readonly head: CheckpointRow
  readonly manifest: readonly ManifestEntry[]
  /** By channel; values inside the checkpoint's own row are not among them. */
  readonly values: ReadonlyMap<string, StoredBlob>
  readonly writes: readonly ResolvedWrite[]
  /** The whole calls that wrote them. */
  readonly calls: readonly WriteCall[]
  /**
   * The parent's writes to the channel of tasks, as far as the rows have them: part of the state
   * before format 4.
   */
  readonly pendingSends: readonly ResolvedWrite[]
  /** What the manifest names and the rows lack: not whole while there is any. */
  readonly missing: readonly MissingPart[]
  /** What it rests on and the rows lack, see `lineage.ts`: not whole while there is any. */
  readonly missingLinks: readonly MissingLink[]
  /** Why it cannot be read although it is there; values and writes are left out then. */
  readonly damage: KustoSaverError | undefined
}

interface MissingPart extends StoredPart {
  readonly channel: string
}

/**
 * Brings rows from a query and rows that this process knows of to one view, newest checkpoint
 * first. Pure: the same rows in any order, any number of times, give the same answer.
 *
 * - A row of a life that its thread's last tombstone ended is dead. Values are not: they are
 *   reached through live checkpoints only.
 * - A checkpoint whose seal is missing was never there, whatever else of it is.
 * - One checkpoint, several revisions: the last whole one counts, and the last one when none is
 *   whole; the parent is the first's, because LangGraph may put a checkpoint again under a config
 *   that names itself. One that cannot be read is not passed over: it may be what was put last.
 * - Writes: see `resolve-writes.ts`.
 */
export function resolve(rows: StoredRows): ResolvedCheckpoint[] {
  const deadAt = lastTombstones(rows.tombstones)
  const isLive = (row: { threadId: string; incarnation: number }) =>
    row.incarnation > (deadAt.get(row.threadId) ?? -1)
  const index = { values: new ValueIndex(rows.blobs), chain: new ChainIndex(rows) }
  const writes = groupBy(rows.writes.filter(isLive), keyOf)
  const byKey = groupBy(withoutUnsealed(rows).filter(isLive), keyOf)
  const newer = rows.tombstones.filter(isNewer)
  return [...byKey.values()]
    .map((revisions) => withWrites(resolveRevisions(revisions, index), writes))
    .map((checkpoint) => underTombstones(checkpoint, newer))
    .toSorted(newestFirst)
}

/**
 * Order of `list`: greatest id first, then thread and namespace, so that pages over all threads
 * have one order too.
 */
export function newestFirst(a: CheckpointKey, b: CheckpointKey): number {
  return (
    compareCodePoints(b.checkpointId, a.checkpointId) ||
    compareCodePoints(a.threadId, b.threadId) ||
    compareCodePoints(a.checkpointNs, b.checkpointNs)
  )
}

export function keyOf(key: CheckpointKey): string {
  return JSON.stringify([key.threadId, key.checkpointNs, key.checkpointId])
}

/** The greatest tombstone's revision by thread. */
export function lastTombstones(tombstones: readonly TombstoneRow[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>()
  for (const { threadId, revision } of tombstones) {
    last.set(threadId, Math.max(revision, last.get(threadId) ?? -1))
  }
  return last
}

function isSend(write: ResolvedWrite): boolean {
  return write.channel === TASKS_CHANNEL
}

type Unwritten = Omit<ResolvedCheckpoint, 'writes' | 'calls' | 'pendingSends'>

interface RowIndex {
  readonly values: ValueIndex
  readonly chain: ChainIndex
}

function resolveRevisions(revisions: readonly CheckpointRow[], index: RowIndex): Unwritten {
  const oldestFirst = revisions.toSorted((a, b) => (isAfter(a, b) ? 1 : -1))
  const first = oldestFirst[0]
  let newest: Unwritten | undefined
  for (const head of oldestFirst.toReversed()) {
    const resolved = resolveHead(head, first ?? head, index)
    const isWhole = resolved.missing.length + resolved.missingLinks.length === 0
    if (isWhole || resolved.damage !== undefined) return resolved
    newest ??= resolved
  }
  if (newest === undefined) throw new Error('A checkpoint without rows cannot be resolved')
  return newest
}

function resolveHead(head: CheckpointRow, first: CheckpointRow, index: RowIndex): Unwritten {
  const { threadId, checkpointNs, checkpointId } = head
  const parent = first.parentCheckpointId
  const place = {
    threadId,
    checkpointNs,
    checkpointId,
    parentCheckpointId: parent === checkpointId ? '' : parent,
    head,
  }
  try {
    return {
      ...place,
      ...resolveValues(head, index.values),
      missingLinks: index.chain.missing(head),
      damage: undefined,
    }
  } catch (error) {
    return {
      ...place,
      manifest: [],
      values: new Map(),
      missing: [],
      missingLinks: [],
      damage: damageOf(error, head),
    }
  }
}

function resolveValues(
  head: CheckpointRow,
  values: ValueIndex,
): Pick<Unwritten, 'manifest' | 'values' | 'missing'> {
  const manifest = manifestOf(head)
  const found = new Map<string, StoredBlob>()
  const missing: MissingPart[] = []
  for (const entry of manifest) {
    if (isInline(entry)) continue
    const value = values.find(entry)
    if (value !== undefined) found.set(entry.channel, value)
    else missing.push(...values.missing(entry).map((part) => ({ ...part, channel: entry.channel })))
  }
  return { manifest: values.withFoundAges(manifest), values: found, missing }
}

/** What a tombstone of a newer format hides is not known. */
function underTombstones(
  checkpoint: ResolvedCheckpoint,
  newer: readonly TombstoneRow[],
): ResolvedCheckpoint {
  try {
    refuseNewerTombstones(newer.filter(({ threadId }) => threadId === checkpoint.threadId))
    return checkpoint
  } catch (error) {
    return { ...checkpoint, damage: checkpoint.damage ?? damageOf(error, checkpoint) }
  }
}

function withWrites(
  checkpoint: Unwritten,
  writes: ReadonlyMap<string, readonly WriteRow[]>,
): ResolvedCheckpoint {
  const parent = { ...checkpoint, checkpointId: checkpoint.parentCheckpointId }
  const own = writes.get(keyOf(checkpoint)) ?? []
  try {
    return {
      ...checkpoint,
      writes: resolveWrites(own),
      calls: wholeCallsAmong(own),
      pendingSends: resolveWrites(writes.get(keyOf(parent)) ?? []).filter(isSend),
    }
  } catch (error) {
    const damage = checkpoint.damage ?? damageOf(error, checkpoint)
    return { ...checkpoint, writes: [], calls: [], pendingSends: [], damage }
  }
}
