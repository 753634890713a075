import { encodeRow } from '../../ingest/encode-rows.ts'
import type { AcceptedWrite, RowSink } from '../../ingest/row-sink.ts'
import type { TableSchema } from '../../tables/schema.ts'
import { refuseTooLargeRow } from './refuse-too-large.ts'
import type { SendingOrder } from '../state/sending-order.ts'

export interface RowsOfTable {
  readonly table: TableSchema
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

export type AppendedRows = Pick<AcceptedWrite, 'acknowledged' | 'shipped'>

/**
 * Encodes rows of several tables, then passes all tables to the sink at once: one round trip of
 * latency. Settles when all rows have buffer space, with the promise that all are acknowledged.
 * Passes nothing if one row does not fit into a request.
 *
 * @param order - of a buffered write
 * @throws KustoSaverError `TOO_LARGE`, and errors of {@link RowSink.accept}
 */
export async function appendRows(
  sink: RowSink,
  tables: readonly RowsOfTable[],
  order?: SendingOrder,
): Promise<AppendedRows> {
  const encoded = tables
    .filter(({ rows }) => rows.length > 0)
    .map(({ table, rows }) => ({ table, rows: rows.map((row) => encodeRow(table, row)) }))
  for (const { table, rows } of encoded) {
    for (const line of rows) refuseTooLargeRow(table, line, sink.maxRowBytes)
  }
  const [first] = encoded
  if (first !== undefined && sink.acceptCall !== undefined) {
    const accepted = sink.acceptCall({ threadId: threadOf(tables), tables: encoded })
    if (accepted.admitted !== undefined) await accepted.admitted
    return accepted
  }
  const options = order?.after === undefined ? {} : { after: order.after }
  const accepted = encoded.map(({ table, rows }) => sink.accept(table, rows, options))
  if (order !== undefined) return admittedInOrder(accepted, order)
  const waits = accepted.flatMap(({ admitted }) => admitted ?? [])
  if (waits.length > 0) await Promise.all(waits)
  const [only] = accepted
  if (only !== undefined && accepted.length === 1) return { acknowledged: only.acknowledged }
  return { acknowledged: allAcknowledged(accepted) }
}

/** All rows of a call are of one thread. */
function threadOf(tables: readonly RowsOfTable[]): string {
  const [row] = tables.flatMap(({ rows }) => rows.slice(0, 1))
  const threadId = row?.['thread_id']
  return typeof threadId === 'string' ? threadId : ''
}

/** The order must know of the rows at once, even while they wait for buffer space. */
async function admittedInOrder(
  accepted: readonly AcceptedWrite[],
  order: SendingOrder,
): Promise<Pick<AcceptedWrite, 'acknowledged'>> {
  const acknowledged = allAcknowledged(accepted)
  order.accepted(acknowledged)
  await Promise.all(accepted.flatMap(({ admitted }) => admitted ?? []))
  return { acknowledged }
}

/** Waits for all, so that nothing is running any more when the first failure is thrown. */
async function allAcknowledged(writes: readonly AcceptedWrite[]): Promise<void> {
  let failure: { readonly reason: unknown } | undefined
  for (const { acknowledged } of writes) {
    try {
      await acknowledged
    } catch (reason) {
      failure ??= { reason }
    }
  }
  if (failure !== undefined) throw failure.reason
}
