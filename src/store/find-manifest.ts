import type { ManifestEntry } from './manifest.ts'
import { decodeManifest } from './manifest.ts'
import { parentManifestQuery } from './queries/parent-manifest.ts'
import { readHeads } from './queries/stored-rows.ts'
import { isAfter, type CheckpointKey, type CheckpointRow } from './rows.ts'
import type { StoreContext } from './store-context.ts'

/**
 * The manifest of a checkpoint that a put names as its parent: from a put or a read of this process, else (a request more) from
 * Kusto; empty when there is no such checkpoint.
 *
 * A tombstone above the parent does not matter: who puts a child has the parent's values in hand, deleted or not.
 */
export async function findManifest(
  context: StoreContext,
  key: CheckpointKey,
  known: Promise<readonly ManifestEntry[]> | undefined,
): Promise<readonly ManifestEntry[]> {
  const own = await settled(known)
  if (own !== undefined) return own
  const inOverlay = context.overlay
    .rows(key)
    .checkpoints.filter((row) => row.checkpointId === key.checkpointId)
  const rows = readHeads(await context.queries.run(parentManifestQuery(key), 'put'))
  const last = [...rows, ...inOverlay].reduce<CheckpointRow | undefined>(
    (latest, row) => (latest === undefined || isAfter(row, latest) ? row : latest),
    undefined,
  )
  return last === undefined ? [] : decodeManifest(last.manifest)
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
