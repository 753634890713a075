import { createHash } from 'node:crypto'
import type { PortablePage, PortableTable } from './portable-thread.ts'

const MODULUS = 2n ** 256n

/**
 * Counts a thread's rows and computes a digest that does not depend on their order, because Kusto
 * returns rows in any order.
 */
export class ThreadCount {
  /** Length of every digest. */
  static readonly digestBytes = 66

  readonly #rows = { Checkpoints: 0, CheckpointBlobs: 0, CheckpointWrites: 0 }
  #sum = 0n

  add({ checkpointNs, rows }: PortablePage): void {
    for (const { table, values } of rows) {
      this.#rows[table] += 1
      const columns = Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1))
      const hash = createHash('sha256').update(JSON.stringify([checkpointNs, table, columns]))
      this.#sum = (this.#sum + BigInt(`0x${hash.digest('hex')}`)) % MODULUS
    }
  }

  get rows(): Readonly<Record<PortableTable, number>> {
    return this.#rows
  }

  /** A JSON value like any other: the sum of the SHA-256 digests of all rows. */
  get digest(): string {
    return JSON.stringify(this.#sum.toString(16).padStart(64, '0'))
  }
}
