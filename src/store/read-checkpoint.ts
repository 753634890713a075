import { compareCodePoints } from './code-point-order.ts'
import { listCheckpoints } from './list-checkpoints.ts'
import { MetadataFilter } from './metadata-filter.ts'
import { neededBlobIds } from './needed-blobs.ts'
import { sendingParentIds } from './sending-parents.ts'
import { joinRows, observeRows } from './observe-rows.ts'
import { tupleQuery } from './queries/read-tuple.ts'
import { readStoredRows } from './queries/stored-rows.ts'
import { lastTombstones, resolve, type ResolvedCheckpoint } from './resolve.ts'
import type { CheckpointRow, StoredRows } from '../tables/rows.ts'
import type { StoreContext } from './store-context.ts'
import { isWhole, refuseDamaged, refuseExpired } from './wholeness.ts'

export interface CheckpointAddress {
  readonly threadId: string
  readonly checkpointNs: string
  /** Undefined for the latest. */
  readonly checkpointId: string | undefined
  /** The caller's: it ends the waiting for an answer. */
  readonly signal?: AbortSignal | undefined
}

/**
 * One checkpoint with everything that belongs to it, or undefined. One request; a second one only when the latest is deleted or
 * half-arrived, or the thread was deleted once and seems empty, to find the newest whole one.
 *
 * @param operation - the saver's method, for errors
 * @throws KustoSaverError `STATE_EXPIRED`, `CORRUPT`, and what queries throw
 */
export async function readCheckpoint(
  context: StoreContext,
  address: CheckpointAddress,
  operation: 'getTuple' | 'getDeltaChannelHistory' = 'getTuple',
): Promise<ResolvedCheckpoint | undefined> {
  const known = knownRows(context.overlay.rows(address), address)
  const tables = await context.queries.run(
    tupleQuery({
      ...address,
      known: {
        checkpointId: known.checkpointId,
        blobIds: neededBlobIds(known.rows),
        parentIds: sendingParentIds(known.rows.checkpoints),
      },
    }),
    operation,
    address.signal,
  )
  const stored = readStoredRows(tables)
  observeRows(context, stored, address)
  const rows = joinRows(stored, known.rows)
  const found = await choose(context, address, rows)
  context.threads.wasRead(address.threadId)
  if (found !== undefined) {
    const { manifest, head } = found
    context.manifests.learn(found, manifest, head.incarnation)
  }
  return found
}

async function choose(
  context: StoreContext,
  address: CheckpointAddress,
  rows: StoredRows,
): Promise<ResolvedCheckpoint | undefined> {
  const newest = resolve(rows)[0]
  if (newest !== undefined && newest.checkpointId === greatestId(rows.checkpoints)) {
    refuseDamaged(newest)
    if (isWhole(newest)) return newest
    refuseExpired(newest, context.nowMs())
  }
  if (address.checkpointId !== undefined || isUnknown(rows)) return undefined
  const older = listCheckpoints(context, address, {
    filter: new MetadataFilter(undefined),
    limit: 1,
    signal: address.signal,
    onTorn: (torn) => refuseExpired(torn, context.nowMs()),
  })
  for await (const checkpoint of older) return checkpoint
  return undefined
}

/** A thread that was deleted may live again although the view still gives an id of before, whose rows a purge or retention removed. */
function isUnknown({ checkpoints, tombstones }: StoredRows): boolean {
  return checkpoints.length === 0 && tombstones.length === 0
}

interface KnownRows {
  readonly checkpointId: string
  readonly rows: StoredRows
}

/** Of what this process knows beyond what queries see: the rows about the checkpoint asked for, or about its own latest. */
function knownRows(rows: StoredRows, address: CheckpointAddress): KnownRows {
  const deadAt = lastTombstones(rows.tombstones).get(address.threadId) ?? -1
  const live = rows.checkpoints.filter((row) => row.incarnation > deadAt)
  const checkpointId = address.checkpointId ?? greatestId(live)
  return {
    checkpointId,
    rows: { ...rows, checkpoints: live.filter((row) => row.checkpointId === checkpointId) },
  }
}

function greatestId(rows: readonly CheckpointRow[]): string {
  let greatest = ''
  for (const { checkpointId } of rows) {
    if (compareCodePoints(checkpointId, greatest) > 0) greatest = checkpointId
  }
  return greatest
}
