import type { RowSink, RowsOfCall } from '../ingest/row-sink.ts'
import { BLOBS, CHECKPOINTS, DELETIONS, WRITES, type TableSchema } from '../tables/schema.ts'
import type { WaitingCall } from './waiting-call.ts'

/**
 * Values and pending writes first, because nobody reads them without a checkpoint; then
 * checkpoints, then deletions. So Kusto has the beginning of a thread at any moment, even if this
 * machine is lost.
 */
const STAGES: readonly (readonly TableSchema[])[] = [[BLOBS, WRITES], [CHECKPOINTS], [DELETIONS]]

/**
 * Sends calls of one thread. All rows of a table are one write, which Kusto accepts or refuses as a
 * whole: a checkpoint must not be stored without the one before it.
 *
 * @throws KustoSaverError what the sink throws
 */
export async function sendGroup(
  sink: Pick<RowSink, 'write'>,
  group: readonly WaitingCall[],
): Promise<void> {
  for (const stage of STAGES) {
    const sent = stage.map(async (table) => write(sink, table, group))
    const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
  }
}

async function write(
  sink: Pick<RowSink, 'write'>,
  table: TableSchema,
  group: readonly WaitingCall[],
): Promise<void> {
  const calls = group
    .map(({ call, context }) => ({ rows: rowsOf(call, table), context }))
    .filter(({ rows }) => rows.length > 0)
  const rows = calls.flatMap((call) => call.rows)
  await sink.write(table, rows, { callerContexts: calls.map(({ context }) => context) })
}

function rowsOf({ tables }: RowsOfCall, { name }: TableSchema): Uint8Array[] {
  return tables.flatMap(({ table, rows }) => (table.name === name ? rows : []))
}
