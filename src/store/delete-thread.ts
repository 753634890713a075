import { appendRows } from './append-rows.ts'
import { lastRevisionQuery } from './queries/last-revision.ts'
import { tableNamed } from './queries/table-named.ts'
import { revisionTimeMs } from './revision-clock.ts'
import { RowReader, type TombstoneRow } from '../tables/rows.ts'
import { DELETIONS, ROW_FORMAT } from '../tables/schema.ts'
import type { StoreContext } from './store-context.ts'

/**
 * Deletes a thread for every reader by one tombstone; needs no more than an ingestor's rights. Its revision is taken after looking
 * at what exists: rows may come from a process whose clock is ahead of this one.
 */
export async function deleteThread(context: StoreContext, threadId: string): Promise<void> {
  const tables = await context.queries.run(lastRevisionQuery(threadId), 'deleteThread')
  for (const revision of new RowReader(tableNamed(tables, 'LastRevision')).map((row) =>
    row.number('revision'),
  )) {
    context.clock.observe(revision)
  }
  const revision = context.clock.next()
  const tombstone: TombstoneRow = { threadId, revision, writer: context.writer }
  const { acknowledged } = await appendRows(context.sink, [
    {
      table: DELETIONS,
      rows: [
        {
          thread_id: threadId,
          revision,
          writer: context.writer,
          created_at: new Date(revisionTimeMs(revision)).toISOString(),
          row_format: ROW_FORMAT,
        },
      ],
    },
  ])
  await acknowledged
  context.overlay.add({ threadId, checkpointNs: '' }, { tombstones: [tombstone] })
  context.overlay.forgetThread(threadId, revision)
  context.manifests.forgetThread(threadId, revision)
}
