import type { TableSchema } from '../../tables/schema.ts'
import { BLOBS, CHECKPOINTS, WRITES } from '../../tables/schema.ts'

/*
 * A thread on its way into another thread or a file: its stored rows without thread, incarnation
 * and writer. A revision is a rank among the thread's stamps, and the target draws new stamps in
 * the same order. So everything that a saver reads stays the same: forks, versions, pending writes,
 * values that share parts, and the lineage of delta channels.
 */

/** The header, before the first row. */
export interface PortableHeader {
  /** Number of stamps of the rows: revisions count from 0. */
  readonly stamps: number
}

export type PortableTable = 'Checkpoints' | 'CheckpointBlobs' | 'CheckpointWrites'

/** By column name; a dynamic value is its JSON text. Columns without a value are left out. */
export type PortableValues = Readonly<Record<string, string | number | boolean>>

export interface PortableRow {
  readonly table: PortableTable
  readonly values: PortableValues
}

/** Rows of one namespace. */
export interface PortablePage {
  readonly checkpointNs: string
  readonly rows: readonly PortableRow[]
}

/** A thread's pages, in order. */
export interface PortableThread {
  /** The thread that the rows come from: encrypted ones are bound to it. */
  readonly threadId: string
  readonly header: PortableHeader
  /** Can be read once. */
  readonly pages: AsyncIterable<PortablePage>
}

export const PORTABLE_TABLES: Readonly<Record<PortableTable, TableSchema>> = {
  Checkpoints: CHECKPOINTS,
  CheckpointBlobs: BLOBS,
  CheckpointWrites: WRITES,
}

/** Supplied by the code that stores the thread. */
export const UNPORTABLE_COLUMNS: ReadonlySet<string> = new Set([
  'thread_id',
  'checkpoint_ns',
  'incarnation',
  'writer',
])

/** In a manifest, the time of a part that comes with the thread and is stored with it. */
export const STORED_WITH_THREAD = 0
