import type { KustoTable } from '../kusto/kusto-client.ts'
import { groupBy } from './group-by.ts'
import type { ManifestEntry } from './manifest.ts'
import { decodeManifest } from './manifest.ts'
import { neededBlobIds } from './needed-blobs.ts'
import { observeRevisions } from './observe-rows.ts'
import { ownManifestQuery } from './queries/own-manifest.ts'
import { parentManifestQuery } from './queries/parent-manifest.ts'
import { readHeads, readTombstones, tableNamed } from './queries/stored-rows.ts'
import { resolve } from './resolve.ts'
import { isAfter, NO_ROWS, RowReader, type BlobRow, type CheckpointKey } from '../tables/rows.ts'
import type { StoreContext } from './store-context.ts'

/**
 * The manifest of a checkpoint that a put names as its parent: from a put or a read of this process, else (a request more) from
 * Kusto; undefined when there is no such checkpoint, or a half-arrived one only: a
 * child that is built on values which never come is never whole either.
 *
 * A tombstone above the parent does not matter: who puts a child has the parent's values in hand, deleted or not.
 */
export async function findManifest(
  context: StoreContext,
  key: CheckpointKey,
  known: Promise<readonly ManifestEntry[]> | undefined,
): Promise<readonly ManifestEntry[] | undefined> {
  const own = await settled(known)
  if (own !== undefined) return own
  const { checkpoints, blobs } = context.overlay.rows(key)
  const inOverlay = checkpoints.filter((row) => row.checkpointId === key.checkpointId)
  const knownBlobs = neededBlobIds({ ...NO_ROWS, checkpoints: inOverlay, blobs })
  const tables = await context.queries.run(parentManifestQuery(key, knownBlobs), 'put')
  const stored = readHeads(tables)
  observeRevisions(context, { checkpoints: stored })
  const pieces = [...readPieces(tables), ...blobs]
  return [...stored, ...inOverlay]
    .toSorted((a, b) => (isAfter(a, b) ? -1 : 1))
    .map((row) => decodeManifest(row.manifest))
    .find((manifest) => isThere(manifest, pieces))
}

type Piece = Pick<BlobRow, 'blobId' | 'chunk'>

function readPieces(tables: readonly KustoTable[]): Piece[] {
  return new RowReader(tableNamed(tables, 'Pieces')).map((row) => ({
    blobId: row.text('blob_id'),
    chunk: row.number('chunk'),
  }))
}

function isThere(manifest: readonly ManifestEntry[], pieces: readonly Piece[]): boolean {
  const chunks = groupBy(pieces, (piece) => piece.blobId)
  return manifest.every(({ blobId, chunks: wanted }) => {
    const found = new Set(chunks.get(blobId)?.map((piece) => piece.chunk))
    return blobId === '' || found.size >= wanted
  })
}

/**
 * The manifest of the very checkpoint that is put, when it was put before (a request); empty when it was not, or was deleted since:
 * what a thread of the same name had must not come back.
 *
 * @param underWay - a put of the same checkpoint that may not have settled yet
 */
export async function findOwnManifest(
  context: StoreContext,
  key: CheckpointKey,
  underWay: Promise<readonly ManifestEntry[]> | undefined,
): Promise<readonly ManifestEntry[]> {
  await settled(underWay)
  const known = context.overlay.rows(key)
  const tables = await context.queries.run(ownManifestQuery(key), 'put')
  const stored = { checkpoints: readHeads(tables), tombstones: readTombstones(tables) }
  observeRevisions(context, stored)
  const sameId = known.checkpoints.filter((row) => row.checkpointId === key.checkpointId)
  const [own] = resolve({
    checkpoints: [...stored.checkpoints, ...sameId],
    tombstones: [...stored.tombstones, ...known.tombstones],
    blobs: [],
    writes: [],
  })
  return own?.manifest ?? []
}

/** A parent's put that failed leaves no manifest behind. */
async function settled(
  known: Promise<readonly ManifestEntry[]> | undefined,
): Promise<readonly ManifestEntry[] | undefined> {
  try {
    return await known
  } catch {
    return undefined
  }
}
