import type { TableSchema } from '../tables/schema.ts'
import type { BatchInfo, BatchReason } from './batch-sender.ts'
import { LINE_BREAK_BYTES, linesBytes, type PendingWrite } from './pending-write.ts'

/** The rows of one write in a batch. */
export interface BatchedWrite {
  readonly write: PendingWrite
  readonly rows: readonly Uint8Array[]
}

/** The rows of one request. */
export class Batch {
  readonly table: TableSchema
  readonly parts: readonly BatchedWrite[]
  readonly info: BatchInfo

  constructor(table: TableSchema, parts: readonly BatchedWrite[], reason: BatchReason) {
    this.table = table
    this.parts = parts
    this.info = {
      rows: parts.reduce((sum, part) => sum + part.rows.length, 0),
      bytes: parts.reduce((sum, part) => sum + linesBytes(part.rows), 0),
      callers: parts.length,
      reason,
      contexts: parts.flatMap((part) => part.write.contexts),
    }
  }

  /** Full by rows or bytes, so that waiting would not make it larger. */
  get isFull(): boolean {
    return this.info.reason === 'rows' || this.info.reason === 'bytes'
  }

  /** Builds the request's body at each call, so that a waiting batch is not in memory twice. */
  body(): Uint8Array {
    // Not from Buffer's shared pool, because readers of its `.buffer` would see foreign bytes.
    const body = Buffer.allocUnsafeSlow(this.info.bytes)
    let offset = 0
    for (const row of this.parts.flatMap((part) => part.rows)) {
      body.set(row, offset)
      offset += row.byteLength
      body[offset] = 0x0a
      offset += LINE_BREAK_BYTES
    }
    return body
  }

  acknowledge(): void {
    for (const part of this.parts) part.write.acknowledge(part.rows.length)
  }

  fail(error: unknown): void {
    for (const part of this.parts) part.write.fail(error)
  }

  /**
   * Splits the batch into two with half of the callers each; undefined if it has only one caller.
   */
  halves(): readonly [Batch, Batch] | undefined {
    if (this.parts.length < 2) return undefined
    const middle = Math.ceil(this.parts.length / 2)
    return [
      new Batch(this.table, this.parts.slice(0, middle), this.info.reason),
      new Batch(this.table, this.parts.slice(middle), this.info.reason),
    ]
  }
}
