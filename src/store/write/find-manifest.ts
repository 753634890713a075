import type { KustoTable } from '../../kusto/kusto-client.ts'
import { namingDamage } from '../resolve/damage.ts'
import { groupBy } from '../values/group-by.ts'
import type { ChainPlace, KnownCheckpoint } from '../resolve/known-checkpoint.ts'
import { decodeLineage } from '../values/lineage.ts'
import { withAges, type ManifestEntry } from '../values/manifest.ts'
import { neededBlobIds } from '../resolve/needed-blobs.ts'
import { observeRevisions } from '../read/observe-rows.ts'
import { ownManifestQuery } from '../queries/own-manifest.ts'
import { parentManifestQuery } from '../queries/parent-manifest.ts'
import { readHeads, readTombstones } from '../queries/stored-rows.ts'
import { tableNamed } from '../queries/table-named.ts'
import { lastTombstones } from '../resolve/resolve.ts'
import { manifestOf, refuseNewerTombstones } from '../values/row-format.ts'
import {
  isAfter,
  NO_ROWS,
  RowReader,
  type BlobRow,
  type CheckpointKey,
  type CheckpointRow,
  type TombstoneRow,
} from '../../tables/rows.ts'
import type { StoreContext } from '../state/store-context.ts'

/** The values of one checkpoint's revisions that a put may share. */
export interface SharedValues {
  /** The last complete revision; undefined if there is none. */
  readonly manifest: readonly ManifestEntry[] | undefined
  /** The position of the last revision; undefined if there is none. */
  readonly place: ChainPlace | undefined
  /** The parent that the first revision names; empty for a root or an unknown checkpoint. */
  readonly parentCheckpointId: string
  /** Values named by the other revisions, newest first: replaced, half-arrived or lost. */
  readonly others: readonly OtherEntry[]
  /** The incarnation of the checkpoint; undefined if it does not exist. */
  readonly incarnation: number | undefined
}

/** The manifests of earlier puts of the same checkpoint. */
export interface OwnValues extends SharedValues {
  /** The revision of the thread's last tombstone; -1 when there is none. */
  readonly deadAt: number
}

interface OtherEntry {
  readonly entry: ManifestEntry
  /** Whether all of its chunks exist. */
  readonly isThere: boolean
}

/**
 * What a put may share with its parent: known from a put or read of this process, or queried (one
 * more request).
 */
export async function findParentValues(
  context: StoreContext,
  key: CheckpointKey,
  known: Promise<KnownCheckpoint> | undefined,
): Promise<SharedValues> {
  const parent = await settled(known)
  if (parent !== undefined) {
    const { manifest, parentCheckpointId } = parent
    return { manifest, place: parent, parentCheckpointId, others: [], incarnation: undefined }
  }
  const { knownBlobs, rows, blobs, tombstones } = knownRows(context, key)
  const tables = await context.queries.run(parentManifestQuery(key, knownBlobs), 'put')
  const stored = { checkpoints: readHeads(tables), tombstones: readTombstones(tables) }
  refuseNewerTombstones(stored.tombstones)
  observeRevisions(context, stored)
  const heads = [...stored.checkpoints, ...rows]
  const deadAt = lastTombstoneOf(key, [...stored.tombstones, ...tombstones])
  return {
    ...sharedValues(liveAmong(heads, deadAt), [...readStoredChunks(tables), ...blobs]),
    // also of a deleted checkpoint, whose children are refused
    incarnation: lastIncarnation(heads),
  }
}

/**
 * What a put may share with earlier puts of the same checkpoint (one request). Nothing if there
 * were none or the thread was deleted since.
 *
 * @param underWay - a put of the same checkpoint that may not have settled yet
 */
export async function findOwnValues(
  context: StoreContext,
  key: CheckpointKey,
  underWay: Promise<KnownCheckpoint> | undefined,
): Promise<OwnValues> {
  await settled(underWay)
  const { knownBlobs, rows, blobs, tombstones } = knownRows(context, key)
  const tables = await context.queries.run(ownManifestQuery(key, knownBlobs), 'put')
  const stored = { checkpoints: readHeads(tables), tombstones: readTombstones(tables) }
  observeRevisions(context, stored)
  refuseNewerTombstones(stored.tombstones)
  const deadAt = lastTombstoneOf(key, [...stored.tombstones, ...tombstones])
  const live = liveAmong([...stored.checkpoints, ...rows], deadAt)
  return {
    ...sharedValues(live, [...readStoredChunks(tables), ...blobs]),
    incarnation: lastIncarnation(live),
    deadAt,
  }
}

function lastTombstoneOf({ threadId }: CheckpointKey, tombstones: readonly TombstoneRow[]): number {
  return lastTombstones(tombstones).get(threadId) ?? -1
}

/** Values of a deleted thread of the same name must not come back. */
function liveAmong(rows: readonly CheckpointRow[], deadAt: number): CheckpointRow[] {
  return rows.filter((row) => row.incarnation > deadAt)
}

function lastIncarnation(rows: readonly CheckpointRow[]): number | undefined {
  return rows.length === 0 ? undefined : Math.max(...rows.map((row) => row.incarnation))
}

function knownRows(context: StoreContext, key: CheckpointKey) {
  const { checkpoints, blobs, tombstones } = context.overlay.rows(key)
  const rows = checkpoints.filter((row) => row.checkpointId === key.checkpointId)
  const knownBlobs = neededBlobIds({ ...NO_ROWS, checkpoints: rows, blobs })
  return { knownBlobs, rows, blobs, tombstones }
}

type StoredChunk = Pick<BlobRow, 'blobId' | 'chunk' | 'storedAtMs'>

function readStoredChunks(tables: readonly KustoTable[]): StoredChunk[] {
  return new RowReader(tableNamed(tables, 'Chunks')).map((row) => ({
    blobId: row.text('blob_id'),
    chunk: row.number('chunk'),
    storedAtMs: row.timeMs('stored_at'),
  }))
}

function sharedValues(
  rows: readonly CheckpointRow[],
  storedChunks: readonly StoredChunk[],
): Omit<SharedValues, 'incarnation'> {
  const chunks = groupBy(storedChunks, (chunk) => chunk.blobId)
  const isThere = ({ parts }: ManifestEntry) =>
    parts.every(
      ({ blobId, chunks: wanted }) =>
        blobId === '' || new Set(chunks.get(blobId)?.map((chunk) => chunk.chunk)).size >= wanted,
    )
  const ageOf = (blobId: string) => oldestOf(chunks.get(blobId))
  const newestFirst = rows.toSorted((a, b) => (isAfter(a, b) ? -1 : 1))
  const manifests = newestFirst.map((row) =>
    namingDamage(row, () => withAges(manifestOf(row), ageOf)),
  )
  const last = newestFirst[0]
  const manifest = manifests.find((entries) => entries.every(isThere))
  const others = manifests
    .filter((entries) => entries !== manifest)
    .flatMap((entries) => entries.map((entry) => ({ entry, isThere: isThere(entry) })))
  const place = last && namingDamage(last, () => chainPlace(last))
  const parentCheckpointId = firstParent(newestFirst.at(-1))
  return { manifest, place, parentCheckpointId, others }
}

function firstParent(first: CheckpointRow | undefined): string {
  if (first === undefined || first.parentCheckpointId === first.checkpointId) return ''
  return first.parentCheckpointId
}

function chainPlace({ depth, lineage, storedAtMs }: CheckpointRow): ChainPlace {
  return { depth, lineage: decodeLineage(lineage), storedAtMs }
}

/** A value is as old as its oldest chunk. */
function oldestOf(storedChunks: readonly StoredChunk[] = []): number | undefined {
  const youngest = new Map<number, number>()
  for (const { chunk, storedAtMs } of storedChunks) {
    youngest.set(chunk, Math.max(storedAtMs, youngest.get(chunk) ?? 0))
  }
  return youngest.size === 0 ? undefined : Math.min(...youngest.values())
}

/** A failed put leaves no manifest. */
async function settled(
  known: Promise<KnownCheckpoint> | undefined,
): Promise<KnownCheckpoint | undefined> {
  try {
    return await known
  } catch {
    return undefined
  }
}
