import type { TableSchema } from '../tables/schema.ts'

/** A row and the line break that ends it. */
export const LINE_BREAK_BYTES = 1

/** The rows of one caller. Settles once, when all are acknowledged or the first fails. */
export class PendingWrite {
  readonly table: TableSchema
  /** The results of `SinkObserver.callerContext` for its callers. */
  readonly contexts: readonly unknown[]
  readonly arrivedAtMs: number
  readonly settled: Promise<void>
  readonly #rows: readonly Uint8Array[]
  #resolve: () => void = doNothing
  #reject: (error: unknown) => void = doNothing
  #taken = 0
  #acknowledged = 0

  constructor(
    table: TableSchema,
    rows: readonly Uint8Array[],
    details: { readonly arrivedAtMs: number; readonly contexts: readonly unknown[] },
  ) {
    this.table = table
    this.contexts = details.contexts
    this.arrivedAtMs = details.arrivedAtMs
    this.#rows = rows
    this.settled = new Promise<void>((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** The next row that is in no request yet. */
  peek(): Uint8Array | undefined {
    return this.#rows[this.#taken]
  }

  take(): void {
    this.#taken += 1
  }

  /** Rows and bytes that are in no request yet. */
  untaken(): { rows: number; bytes: number } {
    const rows = this.#taken === 0 ? this.#rows : this.#rows.slice(this.#taken)
    return { rows: rows.length, bytes: linesBytes(rows) }
  }

  acknowledge(rows: number): void {
    this.#acknowledged += rows
    if (this.#acknowledged === this.#rows.length) this.#resolve()
  }

  /** The first failure counts. */
  fail(error: unknown): void {
    this.#reject(error)
  }
}

/** Bytes of rows as lines. */
export function linesBytes(rows: readonly Uint8Array[]): number {
  return rows.reduce((sum, row) => sum + row.byteLength + LINE_BREAK_BYTES, 0)
}

function doNothing(): void {}
