import { observeRevisions } from '../read/observe-rows.ts'
import { readThreadOutline, threadOutlineQuery } from '../queries/thread-outline.ts'
import type { StoreContext } from '../state/store-context.ts'
import { refuseNewerTombstones } from '../values/row-format.ts'
import { outlineOf, type OutlinedCheckpoint } from './outline.ts'

/**
 * How the checkpoints of a thread hang together, from what queries return. Rows that only this
 * process knows do not count: a row that hides a checkpoint could become visible before the later
 * one that is kept, and readers would find nothing. So it waits first until queries return
 * everything that this process has written to the thread.
 */
export async function readOutline(
  context: StoreContext,
  threadId: string,
  operation: string,
): Promise<OutlinedCheckpoint[]> {
  const { spool, sink, backlog, overlayLimit, threads } = context
  if (spool !== undefined) await spool.enter(operation, threadId)
  if (context.writeMode === 'buffered') {
    await sink.flush()
    await backlog.settle()
  }
  backlog.refuseFailed(threadId)
  await overlayLimit.waitUntilSeen(threadId, operation)
  const plan = threadOutlineQuery(threadId, threads.tombstoneOf(threadId))
  const rows = readThreadOutline(await context.queries.run(plan, operation))
  observeRevisions(context, rows)
  refuseNewerTombstones(rows.tombstones)
  const tombstones = [{ threadId, revision: threads.tombstoneOf(threadId), writer: '' }]
  return outlineOf({ ...rows, tombstones })
}
