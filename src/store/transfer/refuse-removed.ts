import { KustoSaverError } from '../../errors.ts'
import type { RefreshedRows } from '../queries/rows-to-refresh.ts'
import { textIn } from './portable-row.ts'
import type { PortableTable } from './portable-thread.ts'
import type { ThreadReading } from './thread-reading.ts'

/**
 * A thread is read in pages. What its inventory named and a page lacks was deleted, purged or
 * removed by retention meanwhile: a copy without it would be taken for the whole thread.
 *
 * @throws KustoSaverError `THREAD_DELETED`
 */
export function refuseRemoved(
  { threadId, operation }: Pick<ThreadReading, 'threadId' | 'operation'>,
  ids: readonly string[],
  tables: readonly RefreshedRows[],
  of: { readonly table: PortableTable; readonly id: string },
): void {
  const rows = tables.find(({ table }) => table.name === of.table)?.rows ?? []
  const found = new Set(rows.map((row) => textIn(row, of.id)))
  if (ids.every((id) => found.has(id))) return
  throw new KustoSaverError(
    'THREAD_DELETED',
    `Rows of thread ${JSON.stringify(threadId)} were removed from ${of.table} while ${operation}() read them: the thread was deleted or purged, or retention has reached it. What was read is not the whole thread; nothing of a copy is visible. Call ${operation}() again if the thread still exists.`,
    { operation, threadId, table: of.table },
  )
}
