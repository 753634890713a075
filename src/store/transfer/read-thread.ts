import { KustoSaverError } from '../../errors.ts'
import { readOutline } from '../prune/read-outline.ts'
import { rowsInUse } from '../prune/rows-in-use.ts'
import { observeRevisions } from '../read/observe-rows.ts'
import { readRowsToRefresh, rowsToRefreshQuery } from '../queries/rows-to-refresh.ts'
import { readTombstones } from '../queries/stored-rows.ts'
import {
  readThreadInventory,
  threadInventoryQuery,
  type ThreadInventory,
} from '../queries/thread-inventory.ts'
import { lastTombstones } from '../resolve/resolve.ts'
import type { StoreContext } from '../state/store-context.ts'
import { compareCodePoints } from '../values/code-point-order.ts'
import { groupBy } from '../values/group-by.ts'
import { refuseNewer, refuseNewerTombstones } from '../values/row-format.ts'
import { NamespaceReader } from './namespace-reader.ts'
import type { PortablePage, PortableThread } from './portable-thread.ts'
import { refuseRemoved } from './refuse-removed.ts'
import { StampRanks } from './stamp-ranks.ts'
import type { ThreadReading } from './thread-reading.ts'
import { ThreadValues } from './thread-values.ts'
import type { LeftCheckpoint } from './transfer-report.ts'

export interface ReadThread extends PortableThread {
  /** Complete when the pages have been read. */
  readonly left: readonly LeftCheckpoint[]
}

/** Number of checkpoints per page, because their pending writes may be large. */
const CHECKPOINTS_AT_ONCE = 32

/**
 * Reads a thread's stored rows, one page at a time. Waits first until queries return everything
 * that this process has written to it.
 *
 * @throws KustoSaverError `THREAD_NOT_FOUND`, `NOT_VISIBLE_YET`, `NEWER_FORMAT`, and what queries
 * throw
 */
export async function readThread(
  context: StoreContext,
  threadId: string,
  operation: string,
): Promise<ReadThread> {
  await context.overlayLimit.waitUntilSeen(threadId, operation)
  const tables = await context.queries.run(threadInventoryQuery(threadId), operation)
  const tombstones = readTombstones(tables)
  refuseNewerTombstones(tombstones)
  observeRevisions(context, { tombstones })
  const found = readThreadInventory(tables)
  refuseNewerRows(found)
  const inventory = found.isPruned
    ? await withoutHidden(context, threadId, operation, found)
    : found
  if (inventory.heads.length === 0) throw notFound(threadId, operation)
  const ranks = new StampRanks(inventory)
  const left: LeftCheckpoint[] = []
  const deadAt = lastTombstones(tombstones).get(threadId) ?? -1
  const pages = readPages({ context, threadId, operation, inventory, ranks, left, deadAt })
  return { threadId, header: { stamps: ranks.count }, pages, left }
}

async function* readPages(reading: ThreadReading): AsyncGenerator<PortablePage> {
  const { context, threadId, operation, inventory } = reading
  const values = new ThreadValues(inventory.storings)
  const whole = new Set(inventory.calls.filter(({ isWhole }) => isWhole).map(nameOfCall))
  const isWholeCall = (checkpointNs: string, call: { revision: number; writer: string }) =>
    whole.has(nameOfCall({ ...call, checkpointNs }))
  for (const [checkpointNs, heads] of groupBy(inventory.heads, (head) => head.checkpointNs)) {
    const reader = new NamespaceReader(reading, checkpointNs, { values, isWholeCall })
    const ids = [...new Set(heads.map((head) => head.checkpointId))].toSorted(compareCodePoints)
    for (let from = 0; from < ids.length; from += CHECKPOINTS_AT_ONCE) {
      const checkpointIds = ids.slice(from, from + CHECKPOINTS_AT_ONCE)
      const plan = rowsToRefreshQuery({
        threadId,
        checkpointNs,
        checkpointIds,
        blobIds: [],
        deadAt: context.threads.tombstoneOf(threadId),
      })
      const rows = readRowsToRefresh(await context.queries.run(plan, operation))
      refuseRemoved(reading, checkpointIds, rows, { table: 'Checkpoints', id: 'checkpoint_id' })
      yield* reader.pages(rows)
    }
  }
}

function nameOfCall(call: { checkpointNs: string; revision: number; writer: string }): string {
  return JSON.stringify([call.checkpointNs, call.revision, call.writer])
}

/** Leaves hidden checkpoints out, except those on whose rows visible ones rest. */
async function withoutHidden(
  context: StoreContext,
  threadId: string,
  operation: string,
  inventory: ThreadInventory,
): Promise<ThreadInventory> {
  const outline = await readOutline(context, threadId, operation)
  const hidden = outline.filter(({ isHidden }) => isHidden)
  const visible = new Set(outline.filter(({ isHidden }) => !isHidden))
  const inUse = new Set(rowsInUse(outline, visible).map(nameOfHead))
  const omitted = new Set(hidden.map(nameOfHead).filter((name) => !inUse.has(name)))
  return { ...inventory, heads: inventory.heads.filter((head) => !omitted.has(nameOfHead(head))) }
}

function nameOfHead(head: { checkpointNs: string; checkpointId: string }): string {
  return JSON.stringify([head.checkpointNs, head.checkpointId])
}

/** @throws KustoSaverError `NEWER_FORMAT` for a row whose meaning is unknown */
function refuseNewerRows({ heads, storings }: ThreadInventory): void {
  for (const head of heads) refuseNewer(head, 'Checkpoints')
  for (const storing of storings) refuseNewer(storing, 'CheckpointBlobs')
}

function notFound(threadId: string, operation: string): KustoSaverError {
  return new KustoSaverError(
    'THREAD_NOT_FOUND',
    `There is no thread ${JSON.stringify(threadId)}, or it is deleted, or nothing of it is visible yet. Nothing was written.`,
    { operation, threadId },
  )
}
