import { observeRevisions } from '../read/observe-rows.ts'
import { readTombstones } from '../queries/stored-rows.ts'
import { tombstoneQuery } from '../queries/tombstone.ts'
import type { StoreContext } from '../state/store-context.ts'

const DAY_MS = 86_400_000

/** After this time a write asks again, and does not wait for the answer. */
const ASK_AGAIN_AFTER_MS = DAY_MS / 2

/**
 * After this time a write waits for the answer. Tombstones are kept 30 days longer than rows, so a
 * row of a deleted life may be at most that much younger than its tombstone: else it would outlast
 * it and be seen again.
 */
const WAIT_AFTER_MS = 20 * DAY_MS

/**
 * For a write of a process that may not have read the thread for long: a run of weeks, or one whose
 * thread was evicted from {@link StoreContext.threads}. A run of LangGraph begins with a read, so
 * other writes ask nothing.
 *
 * @throws KustoSaverError what the query throws, if the write has to wait for it
 */
export async function checkForDeletion(context: StoreContext, threadId: string): Promise<void> {
  const askedAtMs = context.threads.askedAtMs(threadId)
  const agoMs = askedAtMs < 0 ? Number.POSITIVE_INFINITY : context.nowMs() - askedAtMs
  if (agoMs < ASK_AGAIN_AFTER_MS) return
  const answer = queryTombstone(context, threadId)
  if (agoMs >= WAIT_AFTER_MS) await answer
  // the next write asks again
  else answer.catch(() => undefined)
}

export async function queryTombstone(context: StoreContext, threadId: string): Promise<void> {
  const askedAtMs = context.nowMs()
  const tables = await context.queries.run(tombstoneQuery(threadId), 'put')
  observeRevisions(context, { tombstones: readTombstones(tables) })
  context.threads.wasAsked(threadId, askedAtMs)
}
