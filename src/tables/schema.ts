/**
 * The schema in Kusto: tables, columns in their order, mappings, the view. `provision/*.kql`
 * defines the same for administrators; a test compares the two.
 */
export type ColumnType = 'string' | 'long' | 'int' | 'bool' | 'datetime' | 'dynamic'

export interface ColumnSchema {
  readonly name: string
  readonly type: ColumnType
  /**
   * Encoding policy: `BigObject32` lets a value grow to 32 MB instead of 1 MB, `Identifier` suits
   * ids.
   */
  readonly encoding?: 'BigObject32' | 'Identifier'
  /**
   * The column was added to the table later. Rows without a value in it are readable, so it may be
   * added to a table that holds rows.
   */
  readonly isAddition?: true
}

export interface TableSchema {
  readonly name: string
  /** Name of the JSON ingestion mapping: streaming needs an existing mapping. */
  readonly mapping: string
  readonly columns: readonly ColumnSchema[]
}

const id = (name: string): ColumnSchema => ({ name, type: 'string', encoding: 'Identifier' })
const text = (name: string): ColumnSchema => ({ name, type: 'string' })
const big = (name: string): ColumnSchema => ({ name, type: 'string', encoding: 'BigObject32' })
const long = (name: string): ColumnSchema => ({ name, type: 'long' })
const int = (name: string): ColumnSchema => ({ name, type: 'int' })
const added = (column: ColumnSchema): ColumnSchema => ({ ...column, isAddition: true })

/**
 * The format that this version writes in each row.
 *
 * A reader accepts rows of its own format and of all earlier ones; a row without a number has the
 * first. A row of a higher format is `NEWER_FORMAT`, an error that names both formats, never
 * `CORRUPT` and never a guess. Each checkpoint that needs such a row fails alone.
 *
 * The number rises if an older reader would misunderstand a row. It stays if something is added
 * that an older reader may ignore, and may drop when it stores the value again: a column, a key of
 * a JSON object, an element at the end of a tuple of the manifest. A version that raises it comes
 * after one that reads the new format but still writes the old one, so that during a rolling
 * upgrade or downgrade no process meets rows that it cannot read.
 */
export const ROW_FORMAT = 1

/** Columns of every table: who stored the row, when, and in which format. */
const STAMP: readonly ColumnSchema[] = [
  long('revision'),
  text('writer'),
  { name: 'created_at', type: 'datetime' },
  added(int('row_format')),
]

export const CHECKPOINTS: TableSchema = {
  name: 'Checkpoints',
  mapping: 'Checkpoints_json',
  columns: [
    id('thread_id'),
    id('checkpoint_ns'),
    id('checkpoint_id'),
    text('parent_checkpoint_id'),
    text('type'),
    big('checkpoint'),
    big('metadata'),
    { name: 'metadata_filter', type: 'dynamic', encoding: 'BigObject32' },
    big('manifest'),
    long('bytes'),
    int('format_version'),
    text('run_id'),
    added(long('incarnation')),
    added(long('depth')),
    added(big('lineage')),
    ...STAMP,
  ],
}

export const BLOBS: TableSchema = {
  name: 'CheckpointBlobs',
  mapping: 'CheckpointBlobs_json',
  columns: [
    id('thread_id'),
    id('checkpoint_ns'),
    id('blob_id'),
    text('channel'),
    text('version'),
    text('type'),
    int('chunk'),
    int('chunks'),
    big('value'),
    long('bytes'),
    ...STAMP,
  ],
}

export const WRITES: TableSchema = {
  name: 'CheckpointWrites',
  mapping: 'CheckpointWrites_json',
  columns: [
    id('thread_id'),
    id('checkpoint_ns'),
    id('checkpoint_id'),
    id('task_id'),
    text('task_path'),
    int('idx'),
    text('channel'),
    text('type'),
    big('value_json'),
    int('chunk'),
    int('chunks'),
    long('bytes'),
    { name: 'upsert', type: 'bool' },
    added(int('call_rows')),
    added(long('incarnation')),
    ...STAMP,
  ],
}

export const DELETIONS: TableSchema = {
  name: 'ThreadDeletions',
  mapping: 'ThreadDeletions_json',
  columns: [id('thread_id'), ...STAMP],
}

export const TABLES: readonly TableSchema[] = [CHECKPOINTS, BLOBS, WRITES, DELETIONS]

export interface ViewSchema {
  readonly name: string
  /** Name of the table that it summarizes. */
  readonly source: string
  readonly columns: readonly ColumnSchema[]
}

/**
 * The greatest checkpoint id by thread and namespace. Only used to find it; the row is read from
 * `Checkpoints`.
 */
export const LATEST_VIEW: ViewSchema = {
  name: 'LatestCheckpoints',
  source: CHECKPOINTS.name,
  columns: [
    { name: 'thread_id', type: 'string' },
    { name: 'checkpoint_ns', type: 'string' },
    { name: 'checkpoint_id', type: 'string' },
    { name: 'updated_at', type: 'datetime' },
  ],
}
