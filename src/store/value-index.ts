import { groupBy } from './group-by.ts'
import { joinChunks, type StoredText } from './join-chunks.ts'
import type { ManifestEntry } from './manifest.ts'
import { isAfter, type BlobRow } from '../tables/rows.ts'

/** Stored values by name, each put together from its pieces once. */
export class ValueIndex {
  readonly #rows: ReadonlyMap<string, readonly BlobRow[]>
  readonly #values = new Map<string, StoredText | undefined>()

  constructor(blobs: readonly BlobRow[]) {
    this.#rows = groupBy(blobs, (row) => row.blobId)
  }

  /** Undefined while a piece is missing. */
  find(entry: ManifestEntry): StoredText | undefined {
    if (!this.#values.has(entry.blobId)) this.#values.set(entry.blobId, this.#assemble(entry))
    return this.#values.get(entry.blobId)
  }

  /** A value may have been stored more than once (retention, redelivery): the pieces of one storing belong together, and the first counts. */
  #assemble(entry: ManifestEntry): StoredText | undefined {
    const rows = this.#rows.get(entry.blobId) ?? []
    const oldestFirst = rows.toSorted((a, b) => (isAfter(a, b) ? 1 : -1))
    for (const storing of groupBy(oldestFirst, stampOf).values()) {
      const text = joinChunks(
        storing,
        (row) => row.value,
        `channel ${JSON.stringify(entry.channel)}`,
      )
      const type = storing[0]?.type
      if (text !== undefined && type !== undefined) return { type, text }
    }
    return undefined
  }
}

function stampOf(row: BlobRow): string {
  return `${row.revision} ${row.writer}`
}
