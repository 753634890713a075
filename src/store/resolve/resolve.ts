import { compareCodePoints } from '../values/code-point-order.ts'
import { ChainIndex, type MissingLink } from './chain-index.ts'
import { damageOf } from './damage.ts'
import { hidingRevisions, isHidden, isHiding } from './hidden.ts'
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

/** A checkpoint resolved from all of its rows, without duplicates and older revisions. */
export interface ResolvedCheckpoint extends CheckpointKey {
  /** Empty for a root. */
  readonly parentCheckpointId: string
  readonly head: CheckpointRow
  readonly manifest: readonly ManifestEntry[]
  /** By channel, without values in the checkpoint's own row. */
  readonly values: ReadonlyMap<string, StoredBlob>
  readonly writes: readonly ResolvedWrite[]
  /** The complete calls that wrote them. */
  readonly calls: readonly WriteCall[]
  /**
   * The parent's writes to the tasks channel, as far as the rows contain them: part of the state
   * before format 4.
   */
  readonly pendingSends: readonly ResolvedWrite[]
  /** Values in the manifest that the rows lack; the checkpoint is incomplete if there are any. */
  readonly missing: readonly MissingPart[]
  /**
   * What it rests on but the rows lack, see `lineage.ts`; the checkpoint is incomplete if there is
   * any.
   */
  readonly missingLinks: readonly MissingLink[]
  /** Why it cannot be read although it exists; then without values and writes. */
  readonly damage: KustoSaverError | undefined
}

interface MissingPart extends StoredPart {
  readonly channel: string
}

/**
 * Merges rows from a query and known rows, newest checkpoint first. Pure: the same rows in any
 * order and any number of copies give the same result.
 *
 * - A row is deleted if the last tombstone of its thread covers its incarnation. Values are not:
 *   they are only reached through live checkpoints.
 * - Of several revisions of one checkpoint the last complete one counts, or the last one if none is
 *   complete. The parent is the first revision's, because LangGraph may put a checkpoint again
 *   under a config that names the checkpoint itself. An unreadable revision is not skipped, because
 *   it may be the last put.
 * - Writes: see `resolve-writes.ts`.
 * - A pruned checkpoint is left out, see `hidden.ts`. Others may rest on its rows.
 */
export function resolve(rows: StoredRows): ResolvedCheckpoint[] {
  const deadAt = lastTombstones(rows.tombstones)
  const isLive = (row: { threadId: string; incarnation: number }) =>
    row.incarnation > (deadAt.get(row.threadId) ?? -1)
  const living = {
    ...rows,
    checkpoints: rows.checkpoints.filter(isLive),
    writes: rows.writes.filter(isLive),
    chain: rows.chain.filter(isLive),
    calls: rows.calls.filter(isLive),
  }
  const index = { values: new ValueIndex(rows.blobs), chain: new ChainIndex(living) }
  const hiddenAt = hidingRevisions(living.writes, keyOf)
  const pending = living.writes.filter((row) => !isHiding(row))
  const writes = groupBy(pending, keyOf)
  const byKey = groupBy(withoutUnsealed(living), keyOf)
  const newer = rows.tombstones.filter(isNewer)
  return [...byKey.values()]
    .map((revisions) => resolveRevisions(revisions, index))
    .filter((found) => !isHidden(found.head, hiddenAt.get(keyOf(found))))
    .map((found) => withWrites(found, writes))
    .map((checkpoint) => underTombstones(checkpoint, newer))
    .toSorted(newestFirst)
}

/**
 * The order of `list`: greatest id first, then thread and namespace, so that pages over all threads
 * are ordered too.
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

/** The revision of the last tombstone by thread. */
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

/** It is unknown what a tombstone of a newer format hides. */
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
