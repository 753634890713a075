import type { KustoTable } from '../kusto/kusto-client.ts'

/** Who wrote a row and in which order; the writer's id breaks ties between processes. */
export interface Stamp {
  readonly revision: number
  readonly writer: string
  /** The format that a stored row names, 0 when it names none; absent on rows of this process. */
  readonly rowFormat?: number | undefined
}

export interface CheckpointKey {
  readonly threadId: string
  readonly checkpointNs: string
  readonly checkpointId: string
}

/** What of a checkpoint's row says where it stands among the others of its thread. */
export interface ChainRow extends CheckpointKey, Stamp {
  /** Empty for a root. */
  readonly parentCheckpointId: string
  /** Which life of the thread the row belongs to: a tombstone at or above it hides the row. */
  readonly incarnation: number
  /**
   * Place in the line of parents, larger than the parent's; -1 when the parent was unknown to the
   * writer.
   */
  readonly depth: number
  /**
   * What the checkpoint rests on beside its values, see `store/values/lineage.ts`; empty when it
   * rests on nothing.
   */
  readonly lineage: string
  /**
   * Which stored values the checkpoint is made of, see `store/values/manifest.ts`; empty where a
   * query leaves it out.
   */
  readonly manifest: string
}

export interface CheckpointRow extends ChainRow {
  readonly type: string
  readonly checkpoint: string
  readonly metadata: string
  /** `v` of the checkpoint. */
  readonly formatVersion: number
  /** When the row was last stored, milliseconds since 1970: retention counts from there. */
  readonly storedAtMs: number
  /** When it was put, by the cluster's time as its writer knew it; 0 when the row does not say. */
  readonly putAtMs: number
}

/** One chunk of a channel's value. */
export interface BlobRow extends Stamp {
  readonly blobId: string
  readonly type: string
  readonly chunk: number
  readonly chunks: number
  readonly value: string
  /** Of the whole value, UTF-8. */
  readonly bytes: number
  /**
   * When it was stored, by the cluster's clock: retention counts from there. 0 when the row does
   * not say.
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
  /** Whether its call held special writes only: then the last one wins, else the first. */
  readonly upsert: boolean
  /**
   * How many rows its call wrote under its stamp; 0 when the row does not say: streaming may use a
   * mapping of before the column for minutes (data-explorer/ingest-data-streaming.md).
   */
  readonly callRows: number
  /** Which life of the thread the row belongs to: a tombstone at or above it hides the row. */
  readonly incarnation: number
}

/** How much of one `putWrites` is there. */
export interface CallRow extends CheckpointKey, Stamp {
  readonly incarnation: number
  /** How many of its rows are there, each counted once. */
  readonly rows: number
  /** How many it wrote; 0 when no row says. */
  readonly callRows: number
}

/** All lives of the thread at or below the revision are over. */
export interface TombstoneRow extends Stamp {
  readonly threadId: string
}

export interface StoredRows {
  readonly checkpoints: readonly CheckpointRow[]
  readonly blobs: readonly BlobRow[]
  readonly writes: readonly WriteRow[]
  readonly tombstones: readonly TombstoneRow[]
  /** Ancestors that checkpoints above rest on. */
  readonly chain: readonly ChainRow[]
  /** Write calls on those ancestors. */
  readonly calls: readonly CallRow[]
  /** Chunks of the values that delta channels' states begin with, without their text. */
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

/** Is `a` after `b` in the order of revisions? */
export function isAfter(a: Stamp, b: Stamp): boolean {
  return a.revision === b.revision ? a.writer > b.writer : a.revision > b.revision
}

/**
 * Reads typed values out of a result table by column name; Kusto sends longs as text because JSON
 * cannot hold them all.
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

  /** Of a datetime as text, milliseconds since 1970; 0 when there is none. */
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
