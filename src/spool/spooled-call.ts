import type { RowsOfCall } from '../ingest/row-sink.ts'
import { TABLES } from '../tables/schema.ts'

/** A call as it is in a file. */
export interface StoredCall extends RowsOfCall {
  /** Its place in the file, and in the order of the thread's calls. */
  readonly id: number
  readonly rows: number
  /** Size of the rows in the file. */
  readonly bytes: number
  /** When it was stored, in milliseconds since 1970. */
  readonly atMs: number
  /** Why Kusto refused its rows; undefined while they wait. */
  readonly refused: string | undefined
}

const LINE_FEED = 0x0a

/** For each table, a line with its name and number of rows, then its rows as sent to Kusto. */
export function encodeCall({ tables }: RowsOfCall): Buffer {
  return Buffer.concat(
    tables.flatMap(({ table, rows }) => [
      Buffer.from(`${table.name} ${rows.length}\n`),
      ...rows.flatMap((row) => [row, Buffer.of(LINE_FEED)]),
    ]),
  )
}

/** @throws Error if the bytes are not what {@link encodeCall} makes */
export function decodeTables(body: Uint8Array): RowsOfCall['tables'] {
  const tables = []
  const lines = new Lines(body)
  for (let heading = lines.next(); heading !== undefined; heading = lines.next()) {
    const [name, count] = Buffer.from(heading).toString('utf8').split(' ')
    const table = TABLES.find((one) => one.name === name)
    if (table === undefined) throw new Error(`unknown table ${String(name)}`)
    const rows = Array.from({ length: Number(count) }, () => lines.next())
    tables.push({ table, rows: rows.map(present) })
  }
  return tables
}

/** Size of what {@link encodeCall} makes. */
export function encodedBytes({ tables }: RowsOfCall): number {
  return tables.reduce(
    (sum, { table, rows }) =>
      rows.reduce((bytes, row) => bytes + row.byteLength + 1, sum) +
      table.name.length +
      String(rows.length).length +
      2,
    0,
  )
}

export function countRows({ tables }: RowsOfCall): number {
  return tables.reduce((sum, { rows }) => sum + rows.length, 0)
}

function present(line: Uint8Array | undefined): Uint8Array {
  if (line === undefined) throw new Error('fewer rows than announced')
  return line
}

class Lines {
  readonly #bytes: Uint8Array
  #offset = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  next(): Uint8Array | undefined {
    const end = this.#bytes.indexOf(LINE_FEED, this.#offset)
    if (end === -1) return undefined
    const line = this.#bytes.subarray(this.#offset, end)
    this.#offset = end + 1
    return line
  }
}
