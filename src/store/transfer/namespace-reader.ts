import { readRowsToRefresh, rowsToRefreshQuery } from '../queries/rows-to-refresh.ts'
import type { RefreshedRows } from '../queries/rows-to-refresh.ts'
import type { ManifestEntry } from '../values/manifest.ts'
import { refuseNewer } from '../values/row-format.ts'
import {
  incarnationOfRow,
  numberIn,
  portableValues,
  stampOfRow,
  textIn,
  type FullRow,
} from './portable-row.ts'
import {
  STORED_WITH_THREAD,
  type PortablePage,
  type PortableRow,
  type PortableTable,
} from './portable-thread.ts'
import { refuseRemoved } from './refuse-removed.ts'
import { judgeHead, type ThreadParts } from './readable-head.ts'
import type { ThreadReading } from './thread-reading.ts'
import { encodeParts } from './thread-values.ts'

/** Makes pages of one namespace's rows; remembers which values have been taken along. */
export class NamespaceReader {
  readonly #reading: ThreadReading
  readonly #checkpointNs: string
  readonly #parts: ThreadParts
  readonly #taken = new Set<string>()
  /** Checkpoints of which some row was taken along. */
  readonly #kept = new Set<string>()
  /** Checkpoints that are not whole: none that rests on one is either. */
  readonly #late = new Set<string>()

  constructor(reading: ThreadReading, checkpointNs: string, parts: ThreadParts) {
    this.#reading = reading
    this.#checkpointNs = checkpointNs
    this.#parts = parts
  }

  /** @yields the values that checkpoints bring, then the checkpoints and their pending writes */
  async *pages(tables: readonly RefreshedRows[]): AsyncGenerator<PortablePage> {
    const rows = new Map(tables.map((table) => [table.table.name, table.rows.filter(this.#lives)]))
    const wanted = new Set<string>()
    const heads = (rows.get('Checkpoints') ?? []).flatMap((row) => this.#head(row, wanted))
    yield* this.#values([...wanted])
    const writes = (rows.get('CheckpointWrites') ?? [])
      .filter((row) => this.#kept.has(textIn(row, 'checkpoint_id')))
      .map((row) => this.#portable('CheckpointWrites', row))
    if (heads.length > 0) yield this.#page([...heads, ...writes])
  }

  readonly #lives = (row: FullRow): boolean => incarnationOfRow(row) > this.#reading.deadAt

  #head(row: FullRow, wanted: Set<string>): PortableRow[] {
    const { context, left, ranks } = this.#reading
    const checkpointId = textIn(row, 'checkpoint_id')
    const verdict = judgeHead(context, row, this.#parts)
    const lineage = textIn(row, 'lineage')
    const restsOnLate = lineage !== '' && this.#late.has(textIn(row, 'parent_checkpoint_id'))
    const { why } = verdict
    if (why !== undefined || restsOnLate) {
      left.push({ checkpointNs: this.#checkpointNs, checkpointId, why: why ?? 'half-arrived' })
      if (!this.#kept.has(checkpointId)) this.#late.add(checkpointId)
      return []
    }
    this.#kept.add(checkpointId)
    this.#late.delete(checkpointId)
    const head = this.#portable('Checkpoints', row)
    const manifest = this.#manifest(verdict.manifest, wanted)
    const named = lineage === '' ? {} : { lineage: ranks.inLineage(lineage) }
    return [{ ...head, values: { ...head.values, manifest, ...named } }]
  }

  /** Copied parts get the age of their new thread. */
  #manifest(entries: readonly ManifestEntry[], wanted: Set<string>): string {
    return encodeParts(entries, (part) => {
      const { blobId } = part
      const isInRow = blobId === ''
      if (!isInRow && this.#parts.values.of(this.#checkpointNs, blobId) === undefined) return part
      if (!isInRow && !this.#taken.has(blobId)) wanted.add(blobId)
      return { ...part, storedAtMs: STORED_WITH_THREAD }
    })
  }

  /** @yields values of about so many bytes, one request each */
  async *#values(blobIds: readonly string[]): AsyncGenerator<PortablePage> {
    let batch: string[] = []
    let bytes = 0
    for (const blobId of blobIds) {
      this.#taken.add(blobId)
      batch.push(blobId)
      bytes += this.#parts.values.of(this.#checkpointNs, blobId)?.bytes ?? 0
      if (bytes < this.#reading.context.listPageBytes) continue
      yield await this.#valuePage(batch)
      batch = []
      bytes = 0
    }
    if (batch.length > 0) yield await this.#valuePage(batch)
  }

  async #valuePage(blobIds: readonly string[]): Promise<PortablePage> {
    const { context, threadId, operation } = this.#reading
    const checkpointNs = this.#checkpointNs
    const plan = rowsToRefreshQuery({
      threadId,
      checkpointNs,
      blobIds,
      checkpointIds: [],
      deadAt: context.threads.tombstoneOf(threadId),
    })
    const rows = readRowsToRefresh(await context.queries.run(plan, operation))
    refuseRemoved(this.#reading, blobIds, rows, { table: 'CheckpointBlobs', id: 'blob_id' })
    const blobs = rows.find(({ table }) => table.name === 'CheckpointBlobs')?.rows ?? []
    const chosen = blobs.filter((row) => this.#isChosen(row))
    return this.#page(chosen.map((row) => this.#portable('CheckpointBlobs', row)))
  }

  /** One stored copy of a value is enough. */
  #isChosen(row: FullRow): boolean {
    const chosen = this.#parts.values.of(this.#checkpointNs, textIn(row, 'blob_id'))
    const { revision, writer } = stampOfRow(row)
    return chosen?.revision === revision && chosen.writer === writer
  }

  #portable(table: PortableTable, row: FullRow): PortableRow {
    refuseNewer({ rowFormat: numberIn(row, 'row_format') }, table)
    return { table, values: portableValues(row, this.#reading.ranks) }
  }

  #page(rows: readonly PortableRow[]): PortablePage {
    return { checkpointNs: this.#checkpointNs, rows }
  }
}
