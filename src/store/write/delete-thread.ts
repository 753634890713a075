import { appendRows } from './append-rows.ts'
import { holdRows } from './hold-rows.ts'
import { lastIncarnationQuery } from '../queries/last-incarnation.ts'
import { tableNamed } from '../queries/table-named.ts'
import { isPlausible, revisionAt } from '../revisions/revision-clock.ts'
import { RowReader, type TombstoneRow } from '../../tables/rows.ts'
import { DELETIONS, ROW_FORMAT } from '../../tables/schema.ts'
import type { StoreContext } from '../state/store-context.ts'

/**
 * Deletes a thread for every reader with one tombstone; needs only the role Ingestor. Its revision
 * is drawn after reading the thread: at least every existing or known incarnation, and cluster
 * time. So it covers everything acknowledged before, even if queries may not see it yet.
 */
export async function deleteThread(context: StoreContext, threadId: string): Promise<void> {
  const { overlay, threads, manifests, writer } = context
  const tables = await context.queries.run(lastIncarnationQuery(threadId), 'deleteThread')
  const stored = new RowReader(tableNamed(tables, 'LastIncarnation')).map((row) =>
    row.number('incarnation'),
  )
  const { checkpoints, writes } = overlay.rows({ threadId })
  const lives = [...stored, ...[...checkpoints, ...writes].map((row) => row.incarnation)]
  const revision = Math.max(
    revisionAt(context.nowMs()),
    threads.incarnationOf(threadId) ?? 0,
    threads.tombstoneOf(threadId),
    ...lives.filter(isPlausible),
  )
  const tombstone: TombstoneRow = { threadId, revision, writer }
  const accepted = await appendRows(context.sink, [
    {
      table: DELETIONS,
      rows: [
        {
          thread_id: threadId,
          revision,
          writer,
          created_at: new Date(context.nowMs()).toISOString(),
          row_format: ROW_FORMAT,
        },
      ],
    },
  ])
  await accepted.acknowledged
  threads.sawTombstone(threadId, revision)
  holdRows(overlay, { threadId, checkpointNs: '' }, { tombstones: [tombstone] }, accepted)
  overlay.forgetThread(threadId, revision)
  manifests.forgetThread(threadId, revision)
  context.own?.wasDeleted(threadId, revision)
}
