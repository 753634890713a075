import type { KustoClient } from '../kusto/kusto-client.ts'
import { stringLiteral } from '../kusto/literals.ts'
import { namedRows } from '../kusto/show.ts'
import { BLOBS, CHECKPOINTS, LATEST_VIEW, WRITES } from '../tables/schema.ts'

export interface PurgedEntity {
  /** A table, or the view. */
  readonly entity: string
  readonly rows: number
}

/**
 * The view last, because deleting from a table leaves what the view has materialized. Tombstones
 * stay until retention removes them: they hide rows that the purge may miss.
 */
const ENTITIES: readonly (readonly [kind: string, name: string])[] = [
  ['table', CHECKPOINTS.name],
  ['table', BLOBS.name],
  ['table', WRITES.name],
  ['materialized-view', LATEST_VIEW.name],
]

/**
 * Counts the rows of a thread that a purge would delete, by table. Changes nothing.
 *
 * @throws KustoError 403 without Database Admin
 */
export async function countPurge(
  client: KustoClient,
  threadId: string,
): Promise<readonly PurgedEntity[]> {
  return deleteRecords(client, threadId, ' with (whatif=true)')
}

/**
 * Deletes the rows of a thread, one table after another. May miss recent rows (the documentation of
 * soft delete does not mention rows still in the streaming store), so delete the thread by
 * tombstone first, and purge again later to be sure. Kusto removes the bytes when it merges extents
 * (kusto/concepts/data-soft-delete.md).
 *
 * @throws KustoError 403 without Database Admin
 */
export async function purgeThread(
  client: KustoClient,
  threadId: string,
): Promise<readonly PurgedEntity[]> {
  return deleteRecords(client, threadId, '')
}

async function deleteRecords(
  client: KustoClient,
  threadId: string,
  properties: string,
): Promise<readonly PurgedEntity[]> {
  const thread = stringLiteral(threadId)
  const deleted: PurgedEntity[] = []
  for (const [kind, entity] of ENTITIES) {
    const text = `.delete ${kind} ${entity} records${properties} <| ${entity} | where thread_id == ${thread}`
    const rows = namedRows(await client.command({ text }))
    deleted.push({ entity, rows: rows.reduce((sum, row) => sum + countIn(row), 0) })
  }
  return deleted
}

/**
 * A dry run returns the number of matching rows (kusto/management/soft-delete-command.md), a real
 * one returns extents.
 */
function countIn(row: Readonly<Record<string, unknown>>): number {
  return Number(row['RecordsMatchPredicate'] ?? row['RowCount'] ?? 0)
}
