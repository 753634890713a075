import { KustoSaverError } from '../errors.ts'
import { encodeRow } from '../ingest/encode-rows.ts'
import type { RowSink } from '../ingest/row-sink.ts'
import type { TableSchema } from './schema.ts'

export interface RowsOfTable {
  readonly table: TableSchema
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/**
 * Encodes rows of several tables, then sends all tables at once; settles when everything is acknowledged, one round trip of latency.
 * Nothing is sent when one row does not fit a request.
 *
 * @throws KustoSaverError `TOO_LARGE`, and what {@link RowSink.write} throws
 */
export async function appendRows(sink: RowSink, tables: readonly RowsOfTable[]): Promise<void> {
  const encoded = tables
    .filter(({ rows }) => rows.length > 0)
    .map(({ table, rows }) => ({ table, lines: rows.map((row) => encodeRow(table, row)) }))
  for (const { table, lines } of encoded) {
    for (const line of lines) refuseTooLarge(table, line, sink.maxRowBytes)
  }
  const results = await Promise.allSettled(
    encoded.map(({ table, lines }) => sink.write(table, lines)),
  )
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

function refuseTooLarge(table: TableSchema, line: Uint8Array, maxRowBytes: number): void {
  if (line.byteLength <= maxRowBytes) return
  throw new KustoSaverError(
    'TOO_LARGE',
    `A row for ${table.name} takes ${line.byteLength} bytes as JSON; a request holds ${maxRowBytes}. Nothing was written. Put large values into channels: those are stored in pieces.`,
    { table: table.name },
  )
}
