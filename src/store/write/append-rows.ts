import { runSteps, type Steps } from '../../event-loop-turns.ts'
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
 * @param orderOf - gives the order of a buffered write, when its rows go to the sink
 * @throws KustoSaverError `TOO_LARGE`, and errors of {@link RowSink.accept}
 */
export async function appendRows(
  sink: RowSink,
  tables: readonly RowsOfTable[],
  orderOf?: () => SendingOrder | undefined,
): Promise<AppendedRows> {
  const steps = encodeSteps(tables, sink.maxRowBytes)
  const run = runSteps(steps, largestValueBytes(tables))
  const encoded = run instanceof Promise ? await run : run
  const [first] = encoded
  if (first !== undefined && sink.acceptCall !== undefined) {
    const accepted = sink.acceptCall({ threadId: threadOf(tables), tables: encoded })
    if (accepted.admitted !== undefined) await accepted.admitted
    return accepted
  }
  const order = orderOf?.()
  const options = order?.after === undefined ? {} : { after: order.after }
  const accepted = encoded.map(({ table, rows }) => sink.accept(table, rows, options))
  if (order !== undefined) return admittedInOrder(accepted, order)
  const waits = accepted.flatMap(({ admitted }) => admitted ?? [])
  if (waits.length > 0) await Promise.all(waits)
  const [only] = accepted
  if (only !== undefined && accepted.length === 1) return { acknowledged: only.acknowledged }
  return { acknowledged: allAcknowledged(accepted) }
}

interface EncodedRows {
  readonly table: TableSchema
  readonly rows: readonly Uint8Array[]
}

function* encodeSteps(tables: readonly RowsOfTable[], maxRowBytes: number): Steps<EncodedRows[]> {
  const encoded: EncodedRows[] = []
  for (const { table, rows } of tables) {
    const lines: Uint8Array[] = []
    for (const row of rows) {
      const line = encodeRow(table, row)
      refuseTooLargeRow(table, line, maxRowBytes)
      lines.push(line)
      yield line.byteLength
    }
    if (lines.length > 0) encoded.push({ table, rows: lines })
  }
  return encoded
}

/** Each row of a value tells the size of the whole value. */
function largestValueBytes(tables: readonly RowsOfTable[]): number {
  let most = 0
  for (const { rows } of tables) {
    for (const { bytes } of rows) if (typeof bytes === 'number') most = Math.max(most, bytes)
  }
  return most
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
