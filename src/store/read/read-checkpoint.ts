import { compareCodePoints } from '../values/code-point-order.ts'
import { listCheckpoints } from './list-checkpoints.ts'
import { MetadataFilter } from '../queries/metadata-filter.ts'
import { ownCheckpoint } from './own-checkpoints.ts'
import { storedOrOwn } from './stored-or-own.ts'
import { knownLineages } from './known-lineages.ts'
import { decodeLineage } from '../values/lineage.ts'
import { neededBlobIds } from '../resolve/needed-blobs.ts'
import { sendingParentIds } from '../resolve/sending-parents.ts'
import { joinRows, observeRows } from './observe-rows.ts'
import { checkpointLineageQuery } from '../queries/checkpoint-lineage.ts'
import { readChain } from '../queries/read-chain.ts'
import { tupleQuery } from '../queries/read-tuple.ts'
import { readStoredRows } from '../queries/stored-rows.ts'
import { lastTombstones, resolve, type ResolvedCheckpoint } from '../resolve/resolve.ts'
import { refuseNewerTombstones } from '../values/row-format.ts'
import { NO_ROWS, type CheckpointRow, type StoredRows } from '../../tables/rows.ts'
import type { StoreContext } from '../state/store-context.ts'
import { TornCheckpoints } from './torn-checkpoints.ts'
import { isWhole, refuseDamaged, refuseExpired } from './wholeness.ts'

export interface CheckpointAddress {
  readonly threadId: string
  readonly checkpointNs: string
  /** Undefined for the latest. */
  readonly checkpointId: string | undefined
  /** The caller's signal; ends waiting for an answer. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads one checkpoint with everything that belongs to it, or undefined. One request. Needs more to
 * find the newest complete one if the latest is half-arrived or deleted by an invisible tombstone,
 * and once for each thread with delta channels.
 *
 * @param operation - the saver's method, for errors
 * @throws KustoSaverError `STATE_EXPIRED`, `CORRUPT`, and errors of queries
 */
export async function readCheckpoint(
  context: StoreContext,
  address: CheckpointAddress,
  operation: 'getTuple' | 'getDeltaChannelHistory' = 'getTuple',
): Promise<ResolvedCheckpoint | undefined> {
  return storedOrOwn(context, address.signal, {
    stored: (signal) => readStored(context, { ...address, signal }, operation),
    own: () => {
      const own = ownCheckpoint(context, address)
      if (own?.found !== undefined) learn(context, own.found)
      return own === undefined ? undefined : { answer: own.found }
    },
  })
}

async function readStored(
  context: StoreContext,
  address: CheckpointAddress,
  operation: string,
): Promise<ResolvedCheckpoint | undefined> {
  const known = knownRows(context.overlay.rows(address), address)
  const rests = knownLineages(known.rows.checkpoints, known.rows.chain)
  const isResting = rests.length > 0 || context.resting.has(address)
  const tables = await context.queries.run(
    tupleQuery({
      ...address,
      known: {
        checkpointId: known.checkpointId,
        blobIds: neededBlobIds(known.rows),
        parentIds: sendingParentIds(known.rows.checkpoints),
      },
      rests: isResting ? rests : undefined,
    }),
    operation,
    address.signal,
  )
  const stored = readStoredRows(tables)
  observeRows(context, stored, address)
  refuseNewerTombstones(stored.tombstones)
  const heads = joinRows(stored, known.rows)
  const rows = isResting ? heads : await withRests(context, address, heads, operation)
  const found = await choose(context, address, rows)
  context.threads.wasRead(address.threadId, context.nowMs())
  if (address.checkpointId === undefined) {
    context.own?.wasRead(address, rows, found?.checkpointId === greatestId(rows.checkpoints))
  }
  if (found !== undefined) learn(context, found)
  return found
}

/** Adds what the checkpoint rests on, if anything; one more request, once for each thread. */
async function withRests(
  context: StoreContext,
  address: CheckpointAddress,
  rows: StoredRows,
  operation: string,
): Promise<StoredRows> {
  const checkpointId = greatestId(rows.checkpoints)
  const heads = rows.checkpoints.filter((row) => row.checkpointId === checkpointId)
  const rests = knownLineages(heads, rows.chain)
  if (rests.length === 0) return rows
  context.resting.add(address)
  const plan = checkpointLineageQuery({ ...address, checkpointId }, rests)
  const tables = await context.queries.run(plan, operation, address.signal)
  return joinRows(rows, { ...NO_ROWS, ...readChain(tables) })
}

/** What a put of a child needs to know, so that it sends no query. */
function learn({ manifests, calls, threads }: StoreContext, found: ResolvedCheckpoint): void {
  const { head, manifest, parentCheckpointId } = found
  const { depth, lineage, storedAtMs } = head
  const place = { depth, lineage: decodeLineage(lineage), storedAtMs }
  manifests.learn(found, { ...place, manifest, parentCheckpointId }, head.incarnation)
  calls.learn(found, found.calls, threads.tombstoneOf(found.threadId))
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
    refuseExpired(newest, context)
  }
  if (rows.checkpoints.length === 0) return undefined
  const torn = new TornCheckpoints(context)
  if (address.checkpointId !== undefined) {
    if (newest !== undefined) torn.note(newest)
    torn.end(undefined)
    return undefined
  }
  const older = listCheckpoints(context, address, {
    filter: new MetadataFilter(undefined),
    limit: undefined,
    signal: address.signal,
    onTorn: (checkpoint) => {
      refuseExpired(checkpoint, context)
      torn.note(checkpoint)
    },
  })
  for await (const checkpoint of older) {
    torn.end(checkpoint)
    return checkpoint
  }
  torn.end(undefined)
  return undefined
}

interface KnownRows {
  readonly checkpointId: string
  readonly rows: StoredRows
}

/** The known rows beyond queries about the requested checkpoint, or about the latest known one. */
function knownRows(rows: StoredRows, address: CheckpointAddress): KnownRows {
  const deadAt = lastTombstones(rows.tombstones).get(address.threadId) ?? -1
  const live = rows.checkpoints.filter((row) => row.incarnation > deadAt)
  const checkpointId = address.checkpointId ?? greatestId(live)
  return {
    checkpointId,
    rows: {
      ...rows,
      checkpoints: live.filter((row) => row.checkpointId === checkpointId),
      chain: live,
    },
  }
}

function greatestId(rows: readonly CheckpointRow[]): string {
  let greatest = ''
  for (const { checkpointId } of rows) {
    if (compareCodePoints(checkpointId, greatest) > 0) greatest = checkpointId
  }
  return greatest
}
