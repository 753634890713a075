import { KustoSaverError } from '../../errors.ts'
import { groupBy } from './group-by.ts'
import { joinChunks, type StoredBlob } from './join-chunks.ts'
import { withAges, type ManifestEntry, type StoredPart } from './manifest.ts'
import { isNewer, refuseNewer } from './row-format.ts'
import { isAfter, type BlobRow } from '../../tables/rows.ts'
import { isSealedType } from './sealed-type.ts'
import { textDigest } from './text-digest.ts'

/** Stored values by name, each joined once. */
export class ValueIndex {
  readonly #rows: ReadonlyMap<string, readonly BlobRow[]>
  readonly #blobs = new Map<string, StoredBlob | undefined>()
  /** Values of several parts, by the names of the parts. */
  readonly #joined = new Map<string, StoredBlob>()

  constructor(blobs: readonly BlobRow[]) {
    this.#rows = groupBy(blobs, (row) => row.blobId)
  }

  missing({ parts, channel }: ManifestEntry): StoredPart[] {
    return parts.filter(({ blobId }) => this.#text(blobId, channel) === undefined)
  }

  /**
   * Adds the ages of the found rows instead of those in the manifest: a value may have been
   * refreshed since, or the put that named it stored only half.
   */
  withFoundAges(manifest: readonly ManifestEntry[]): readonly ManifestEntry[] {
    return withAges(manifest, (blobId) => this.#storedAtMs(blobId))
  }

  /**
   * Undefined while something of it is missing.
   *
   * @throws KustoSaverError `CORRUPT` if it differs from what was stored, `NEWER_FORMAT`
   */
  find(entry: ManifestEntry): StoredBlob | undefined {
    const { parts, channel } = entry
    if (parts.length === 1) return this.#text(parts[0].blobId, channel)
    const name = parts.map((part) => part.blobId).join('\n')
    const known = this.#joined.get(name)
    if (known !== undefined) return known
    const joined = this.#join(entry)
    if (joined !== undefined) this.#joined.set(name, joined)
    return joined
  }

  #join(entry: ManifestEntry): StoredBlob | undefined {
    const parts: StoredBlob[] = []
    for (const { blobId } of entry.parts) {
      const stored = this.#text(blobId, entry.channel)
      if (stored === undefined) return undefined
      parts.push(stored)
    }
    if (parts.some(({ type }) => isSealedType(type))) {
      return {
        type: 'json',
        text: '',
        growth: { parts, bytes: entry.bytes, digest: entry.digest ?? '' },
      }
    }
    const last = parts.length - 1
    // one byte, and so one character: it closes a list, an object or a string
    const texts = parts.map((part, index) => (index < last ? part.text.slice(0, -1) : part.text))
    const text = texts.join('')
    if (Buffer.byteLength(text) !== entry.bytes || textDigest(text) !== entry.digest) {
      throw wronglyJoined(entry)
    }
    return { type: 'json', text }
  }

  /** From the last complete storing; undefined if there is none. */
  #storedAtMs(blobId: string): number | undefined {
    const storings = groupBy(this.#rows.get(blobId) ?? [], stampOf)
    const ages = [...storings.values()]
      .filter((rows) => new Set(rows.map(({ chunk }) => chunk)).size >= (rows[0]?.chunks ?? 0))
      .map((rows) => Math.min(...rows.map((row) => row.storedAtMs)))
    return ages.length === 0 ? undefined : Math.max(...ages)
  }

  #text(blobId: string, channel: string): StoredBlob | undefined {
    if (!this.#blobs.has(blobId)) this.#blobs.set(blobId, this.#assemble(blobId, channel))
    return this.#blobs.get(blobId)
  }

  /**
   * A text may have been stored more than once (refresh, redelivery): the chunks of one storing
   * belong together, and the first counts.
   */
  #assemble(blobId: string, channel: string): StoredBlob | undefined {
    const rows = this.#rows.get(blobId) ?? []
    const oldestFirst = rows.toSorted((a, b) => (isAfter(a, b) ? 1 : -1))
    const readable = oldestFirst.filter((row) => !isNewer(row))
    for (const storing of groupBy(readable, stampOf).values()) {
      const text = joinChunks(storing, (row) => row.value, `channel ${JSON.stringify(channel)}`)
      const type = storing[0]?.type
      if (text !== undefined && type !== undefined) return { type, text }
    }
    for (const row of rows) refuseNewer(row, 'CheckpointBlobs')
    return undefined
  }
}

function wronglyJoined({ channel, parts, bytes }: ManifestEntry): KustoSaverError {
  return new KustoSaverError(
    'CORRUPT',
    `The value of channel ${JSON.stringify(channel)}, ${bytes} bytes in ${parts.length} parts, differs from what was put: one part does not match the digest in its name. Did another program write rows of CheckpointBlobs?`,
    { channel, table: 'CheckpointBlobs' },
  )
}

function stampOf(row: BlobRow): string {
  return `${row.revision} ${row.writer}`
}
