import type { ManifestEntry } from './manifest.ts'
import { decodeManifest } from './manifest.ts'
import { observeRevisions } from './observe-rows.ts'
import { ownManifestQuery } from './queries/own-manifest.ts'
import { parentManifestQuery } from './queries/parent-manifest.ts'
import { readHeads, readTombstones } from './queries/stored-rows.ts'
import { resolve } from './resolve.ts'
import { isAfter, type CheckpointKey, type CheckpointRow } from './rows.ts'
import type { StoreContext } from './store-context.ts'

/**
 * The manifest of a checkpoint that a put names as its parent: from a put or a read of this process, else (a request more) from
 * Kusto; undefined when there is no such checkpoint.
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
  const inOverlay = context.overlay
    .rows(key)
    .checkpoints.filter((row) => row.checkpointId === key.checkpointId)
  const rows = readHeads(await context.queries.run(parentManifestQuery(key), 'put'))
  observeRevisions(context, { checkpoints: rows })
  const last = [...rows, ...inOverlay].reduce<CheckpointRow | undefined>(
    (latest, row) => (latest === undefined || isAfter(row, latest) ? row : latest),
    undefined,
  )
  return last && decodeManifest(last.manifest)
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
