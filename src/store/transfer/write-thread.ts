import { KustoSaverError } from '../../errors.ts'
import { appendRows } from '../write/append-rows.ts'
import { holdRows } from '../write/hold-rows.ts'
import { drawStamp } from '../state/draw-stamp.ts'
import type { StoreContext } from '../state/store-context.ts'
import { blobId } from '../revisions/blob-id.ts'
import type { StoredPart } from '../values/manifest.ts'
import type { Stamp } from '../../tables/rows.ts'
import { BLOBS, ROW_FORMAT } from '../../tables/schema.ts'
import { knownRows } from './known-row.ts'
import type { FullRow } from './portable-row.ts'
import {
  PORTABLE_TABLES,
  type PortablePage,
  type PortableTable,
  type PortableThread,
} from './portable-thread.ts'
import { placeRow, type NewPlace } from './place-row.ts'
import { resealPage } from './reseal-page.ts'
import { beginTarget, refuseChangedTarget, threadExists } from './target-thread.ts'
import { ThreadCount } from './thread-count.ts'

/** What was stored of a thread. */
export interface WrittenThread {
  /** Rows by table, each once. */
  readonly rows: Readonly<Record<PortableTable, number>>
  /**
   * Whether an earlier call had already stored the same thread, so that this call wrote nothing.
   */
  readonly isRepeated: boolean
}

/**
 * Stores a thread whole or not at all. Each checkpoint also names an extra value, the seal, which
 * is stored last: without it, every reader treats the checkpoint as half-arrived. So nothing is
 * visible until everything is. If this process dies before that, the rows stay hidden, and the same
 * call may be repeated.
 *
 * Settles when the seal is acknowledged: by Kusto, or in spooled mode by the local disk. The seal
 * contains the digest of the copy: repeating the call after it has succeeded changes nothing.
 *
 * @throws KustoSaverError `THREAD_EXISTS`, `THREAD_NOT_FOUND`, `THREAD_DELETED`, `NOT_VISIBLE_YET`,
 * and what reading the thread, queries and the sink throw; nothing is visible then
 */
export async function writeThread(
  context: StoreContext,
  threadId: string,
  thread: PortableThread,
  operation: string,
): Promise<WrittenThread> {
  const target = await beginTarget(context, threadId, operation)
  const count = new ThreadCount()
  if (!target.isEmpty) {
    for await (const page of thread.pages) count.add(page)
    if (target.seals.includes(count.digest)) return { rows: count.rows, isRepeated: true }
    throw threadExists(threadId, operation, 'has checkpoints already. Nothing was written')
  }
  const { incarnation } = target
  const stamps = Array.from({ length: thread.header.stamps }, () =>
    drawStamp(context, threadId, incarnation),
  )
  const stamp = drawStamp(context, threadId, incarnation)
  const storedAtMs = Math.floor(context.nowMs())
  const seal = { blobId: blobId(stamp, 0), chunks: 1, bytes: ThreadCount.digestBytes, storedAtMs }
  const { encryption } = context
  const resealing = { encryption, sourceThreadId: thread.threadId, targetThreadId: threadId }
  const namespaces = new Set<string>()
  for await (const page of thread.pages) {
    const { checkpointNs } = page
    const place = { threadId, checkpointNs, incarnation, stamps, seal, storedAtMs }
    const bound = await resealPage(page, resealing)
    await append(context, { threadId, checkpointNs }, placePage(bound, place), storedAtMs)
    namespaces.add(checkpointNs)
    count.add(page)
  }
  if (count.rows.Checkpoints === 0) throw nothingReadable(threadId, operation)
  // a seal must not become visible before the rows that it seals
  await context.overlayLimit.waitUntilSeen(threadId, operation)
  await refuseChangedTarget(context, threadId, { incarnation, sealId: seal.blobId, operation })
  await appendSeals(context, { threadId, seal, stamp, text: count.digest }, [...namespaces])
  return { rows: count.rows, isRepeated: false }
}

function nothingReadable(threadId: string, operation: string): KustoSaverError {
  return new KustoSaverError(
    'THREAD_NOT_FOUND',
    `Nothing was stored in thread ${JSON.stringify(threadId)}: the source has no readable checkpoint. Check its id, and whether it was deleted.`,
    { operation, threadId },
  )
}

const TABLES: readonly PortableTable[] = ['Checkpoints', 'CheckpointBlobs', 'CheckpointWrites']

type RowsByTable = Record<PortableTable, FullRow[]>

function placePage({ rows }: PortablePage, place: NewPlace): RowsByTable {
  const placed: RowsByTable = { Checkpoints: [], CheckpointBlobs: [], CheckpointWrites: [] }
  for (const row of rows) placed[row.table].push(placeRow(row, place))
  return placed
}

interface Scope {
  readonly threadId: string
  readonly checkpointNs: string
}

async function append(
  context: StoreContext,
  scope: Scope,
  placed: RowsByTable,
  storedAtMs: number,
): Promise<void> {
  await context.overlayLimit.waitForSpace()
  const tables = TABLES.map((name) => ({ table: PORTABLE_TABLES[name], rows: placed[name] }))
  const accepted = await appendRows(context.sink, tables)
  await accepted.acknowledged
  holdRows(context.overlay, scope, knownRows(placed, storedAtMs), accepted)
}

interface SealRow {
  readonly threadId: string
  readonly seal: StoredPart
  readonly stamp: Stamp
  readonly text: string
}

/** Readers look for a seal in its namespace; usually all seals fit into one request. */
async function appendSeals(
  context: StoreContext,
  sealing: SealRow,
  namespaces: readonly string[],
): Promise<void> {
  const { threadId, seal } = sealing
  const rows = namespaces.map((checkpointNs) => sealRow(sealing, checkpointNs))
  const accepted = await appendRows(context.sink, [{ table: BLOBS, rows }])
  await accepted.acknowledged
  for (const [index, checkpointNs] of namespaces.entries()) {
    const own = { Checkpoints: [], CheckpointWrites: [], CheckpointBlobs: [rows[index] ?? {}] }
    const scope = { threadId, checkpointNs }
    holdRows(context.overlay, scope, knownRows(own, seal.storedAtMs), accepted)
  }
}

function sealRow({ threadId, seal, stamp, text }: SealRow, checkpointNs: string): FullRow {
  return {
    thread_id: threadId,
    checkpoint_ns: checkpointNs,
    blob_id: seal.blobId,
    channel: '',
    version: '',
    type: 'json',
    chunk: 0,
    chunks: seal.chunks,
    value: text,
    bytes: seal.bytes,
    ...stamp,
    created_at: new Date(seal.storedAtMs).toISOString(),
    row_format: ROW_FORMAT,
  }
}
