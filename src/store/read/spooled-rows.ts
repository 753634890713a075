import type { KustoTable } from '../../kusto/kusto-client.ts'
import type { RowsOfCall } from '../../ingest/row-sink.ts'
import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import { readHeads, readBlobs, readWrites } from '../queries/stored-rows.ts'
import { NO_ROWS, type StoredRows, type TombstoneRow } from '../../tables/rows.ts'
import { BLOBS, CHECKPOINTS, DELETIONS, WRITES, type TableSchema } from '../../tables/schema.ts'

type JsonRow = Readonly<Record<string, unknown>>

export interface SpooledRows {
  readonly scope: OverlayScope
  readonly rows: StoredRows
}

/** The rows of a call as queries would return them, by thread and namespace. */
export function spooledRows(call: RowsOfCall): SpooledRows[] {
  const parsed = call.tables.map(({ table, rows }) => ({ table, rows: rows.map(parseRow) }))
  const namespaces = new Set(
    parsed.flatMap(({ rows }) => rows.map((row) => textOf(row, 'checkpoint_ns'))),
  )
  return [...namespaces].map((checkpointNs) => {
    const tableOf = (table: TableSchema, name: string): KustoTable => {
      const own = parsed.filter((one) => one.table === table).flatMap(({ rows }) => rows)
      return asTable(
        table,
        name,
        own.filter((row) => textOf(row, 'checkpoint_ns') === checkpointNs),
      )
    }
    const deletions = parsed.filter(({ table }) => table === DELETIONS)
    return {
      scope: { threadId: call.threadId, checkpointNs },
      rows: {
        ...NO_ROWS,
        checkpoints: readHeads([tableOf(CHECKPOINTS, 'Heads')]),
        blobs: readBlobs([tableOf(BLOBS, 'Blobs')]),
        writes: readWrites([tableOf(WRITES, 'Writes')]),
        tombstones: deletions.flatMap(({ rows }) => rows.map(tombstone)),
      },
    }
  })
}

function parseRow(line: Uint8Array): JsonRow {
  const row: unknown = JSON.parse(Buffer.from(line).toString('utf8'))
  if (typeof row === 'object' && row !== null) return { ...row }
  throw new Error('a row is no JSON object')
}

/** What queries name differently: when the row was stored, and when it was put. */
function asTable({ columns }: TableSchema, name: string, rows: readonly JsonRow[]): KustoTable {
  const sources = [
    ...columns.map((column) => ({ ...column, source: column.name })),
    ...['stored_at', 'put_at'].map((time) => ({
      name: time,
      type: 'string',
      source: 'created_at',
    })),
  ]
  return {
    name,
    columns: sources.map((column) => ({ name: column.name, type: column.type })),
    rows: rows.map((row) => sources.map(({ source }) => row[source] ?? null)),
  }
}

function tombstone(row: JsonRow): TombstoneRow {
  return {
    threadId: textOf(row, 'thread_id'),
    revision: Number(row['revision']),
    writer: textOf(row, 'writer'),
    rowFormat: Number(row['row_format'] ?? 0),
  }
}

function textOf(row: JsonRow, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : ''
}
