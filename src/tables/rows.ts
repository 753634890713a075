import type { KustoTable } from '../kusto/kusto-client.ts'

/** Who wrote a row and in which order; the writer's id breaks ties between processes. */
export interface Stamp {
  readonly revision: number
  readonly writer: string
  /** The format of a stored row, 0 if it names none; absent on rows of this process. */
  readonly rowFormat?: number | undefined
}

export interface CheckpointKey {
  readonly threadId: string
  readonly checkpointNs: string
  readonly checkpointId: string
}

/** A checkpoint's position among the others of its thread. */
export interface ChainRow extends CheckpointKey, Stamp {
  /** Empty for a root. */
  readonly parentCheckpointId: string
  /** The incarnation of the row: a tombstone at or above it deletes the row. */
  readonly incarnation: number
  /**
   * Position in the line of parents, larger than the parent's; -1 if the writer did not know the
   * parent.
   */
  readonly depth: number
  /**
   * What the checkpoint rests on besides its values, see `store/values/lineage.ts`; empty if it
   * rests on nothing.
   */
  readonly lineage: string
  /**
   * The stored values of the checkpoint, see `store/values/manifest.ts`; empty if a query omits it.
   */
  readonly manifest: string
}

export interface CheckpointRow extends ChainRow {
  readonly type: string
  readonly checkpoint: string
  readonly metadata: string
  /** `v` of the checkpoint. */
  readonly formatVersion: number
  /** When the row was last stored, in milliseconds since 1970; retention counts from there. */
  readonly storedAtMs: number
  /** When it was put, by cluster time as its writer knew it; 0 if the row does not say. */
  readonly putAtMs: number
}

/** One chunk of a channel's value. */
export interface BlobRow extends Stamp {
  readonly blobId: string
  readonly type: string
  readonly chunk: number
  readonly chunks: number
  readonly value: string
  /** Size of the whole value in UTF-8 bytes. */
  readonly bytes: number
  /**
   * When it was stored, by cluster time; retention counts from there. 0 if the row does not say.
   */
  readonly storedAtMs: number
}

/** One chunk of a pending write's value. */
export interface WriteRow extends CheckpointKey, Stamp {
  readonly taskId: string
  readonly taskPath: string
  readonly idx: number
  readonly channel: string
  readonly type: string
  readonly valueJson: string
  readonly chunk: number
  readonly chunks: number
  readonly bytes: number
  /** Whether its call contained only special writes: then the last one wins, else the first. */
  readonly upsert: boolean
  /**
   * Number of rows that its call wrote under its stamp; 0 if the row does not say. Streaming may
   * use a mapping from before the column for minutes (data-explorer/ingest-data-streaming.md).
   */
  readonly callRows: number
  /** The incarnation of the row: a tombstone at or above it deletes the row. */
  readonly incarnation: number
}

/** How many rows of one `putWrites` exist. */
export interface CallRow extends CheckpointKey, Stamp {
  readonly incarnation: number
  /** Number of its existing rows, each counted once. */
  readonly rows: number
  /** Number of rows that it wrote; 0 if no row says. */
  readonly callRows: number
}

/** All incarnations of the thread at or below the revision are deleted. */
export interface TombstoneRow extends Stamp {
  readonly threadId: string
}

export interface StoredRows {
  readonly checkpoints: readonly CheckpointRow[]
  readonly blobs: readonly BlobRow[]
  readonly writes: readonly WriteRow[]
  readonly tombstones: readonly TombstoneRow[]
  /** Ancestors that the checkpoints above rest on. */
  readonly chain: readonly ChainRow[]
  /** Write calls on those ancestors. */
  readonly calls: readonly CallRow[]
  /** Chunks of the delta channels' seeds, without their text. */
  readonly seedChunks: readonly ChunkName[]
}

export type ChunkName = Pick<BlobRow, 'blobId' | 'chunk'>

export const NO_ROWS: StoredRows = {
  checkpoints: [],
  blobs: [],
  writes: [],
  tombstones: [],
  chain: [],
  calls: [],
  seedChunks: [],
}

/** Whether `a` is after `b` in the order of revisions. */
export function isAfter(a: Stamp, b: Stamp): boolean {
  return a.revision === b.revision ? a.writer > b.writer : a.revision > b.revision
}

/**
 * Reads typed values from a result table by column name. Kusto sends longs as text, because JSON
 * cannot represent them all.
 */
export class RowReader {
  readonly #index: ReadonlyMap<string, number>
  readonly #table: KustoTable

  constructor(table: KustoTable) {
    this.#table = table
    this.#index = new Map(table.columns.map((column, index) => [column.name, index]))
  }

  map<T>(read: (row: RowValues) => T): T[] {
    return this.#table.rows.map((row) => read(new RowValues(this.#index, row)))
  }
}

class RowValues {
  readonly #index: ReadonlyMap<string, number>
  readonly #row: readonly unknown[]

  constructor(index: ReadonlyMap<string, number>, row: readonly unknown[]) {
    this.#index = index
    this.#row = row
  }

  text(column: string): string {
    const value = this.#value(column)
    return typeof value === 'string' ? value : ''
  }

  number(column: string): number {
    return Number(this.#value(column))
  }

  /** Milliseconds since 1970 of a datetime text; 0 if there is none. */
  timeMs(column: string): number {
    const timeMs = Date.parse(this.text(column))
    return Number.isNaN(timeMs) ? 0 : timeMs
  }

  flag(column: string): boolean {
    const value = this.#value(column)
    return value === true || value === 1
  }

  value(column: string): unknown {
    return this.#value(column)
  }

  #value(column: string): unknown {
    const index = this.#index.get(column)
    if (index === undefined) throw new Error(`The result has no column ${column}`)
    return this.#row[index]
  }
}
