import type { TableSchema } from '../../tables/schema.ts'
import { BLOBS, CHECKPOINTS, WRITES } from '../../tables/schema.ts'

/*
 * A thread on its way into another thread or a file: its rows as they are stored, without what
 * says where they belong. Thread, incarnation and writer are left out, and a revision is a rank
 * among the thread's stamps: whoever stores the thread draws new stamps in the same order. So all
 * that a saver reads stays as it is: forks, versions, pending writes, values that share parts, and
 * what delta channels rest on.
 */

/** The header, before the first row. */
export interface PortableHeader {
  /** How many stamps the rows have: revisions count from 0. */
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

/** A thread's parts in the order in which they come. */
export interface PortableThread {
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
