import type { ManifestEntry } from './manifest.ts'
import { keyOf } from './resolve.ts'
import type { CheckpointKey } from '../tables/rows.ts'

type Manifest = readonly ManifestEntry[]

/** About what an entry takes in memory beside its texts. */
const ENTRY_OVERHEAD_BYTES = 120

interface CacheEntry {
  readonly manifest: Promise<Manifest>
  /** Undefined while a put of the checkpoint has not settled yet. */
  readonly settled: Manifest | undefined
  readonly bytes: number
}

/**
 * Manifests of checkpoints that this process has read or written lately: what a child's manifest is built on, so that a put needs
 * no read. A put under way is in it as a promise, so that a child put without waiting for its parent waits here; nothing but its
 * end or another put of the same checkpoint takes it out.
 * Bounded by dropping the least recently used of the others: what is missing is read from Kusto.
 */
export class ManifestCache {
  readonly #entries = new Map<string, CacheEntry>()
  readonly #maxBytes: number
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get(key: CheckpointKey): Promise<Manifest> | undefined {
    const name = keyOf(key)
    const found = this.#entries.get(name)
    if (found === undefined) return undefined
    this.#entries.delete(name)
    this.#entries.set(name, found)
    return found.manifest
  }

  /** What is known without waiting. */
  peek(key: CheckpointKey): Manifest | undefined {
    return this.#entries.get(keyOf(key))?.settled
  }

  /** What a put will have stored: readers wait until it settles; when it rejects, the checkpoint is forgotten. */
  setUnderWay(key: CheckpointKey, manifest: Promise<Manifest>): void {
    const name = keyOf(key)
    this.#set(name, { manifest, settled: undefined, bytes: 0 })
    void this.#settle(name, manifest)
  }

  /** What a read has seen; a put under way knows better. */
  learn(key: CheckpointKey, manifest: Manifest): void {
    const name = keyOf(key)
    const known = this.#entries.get(name)
    if (known === undefined || known.settled !== undefined) this.#setSettled(name, manifest)
  }

  forget(key: CheckpointKey): void {
    this.#remove(keyOf(key))
  }

  /** Never rejects. */
  async #settle(name: string, manifest: Promise<Manifest>): Promise<void> {
    const settled = await manifest.catch(() => undefined)
    if (this.#entries.get(name)?.manifest !== manifest) return
    if (settled === undefined) this.#remove(name)
    else this.#setSettled(name, settled)
  }

  #setSettled(name: string, manifest: Manifest): void {
    const bytes = bytesOf(manifest) + 2 * name.length + ENTRY_OVERHEAD_BYTES
    this.#set(name, { manifest: Promise.resolve(manifest), settled: manifest, bytes })
  }

  #set(name: string, entry: CacheEntry): void {
    this.#remove(name)
    this.#entries.set(name, entry)
    this.#bytes += entry.bytes
    for (const [oldest, { settled }] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) break
      if (settled !== undefined) this.#remove(oldest)
    }
  }

  #remove(name: string): void {
    const found = this.#entries.get(name)
    if (found === undefined) return
    this.#entries.delete(name)
    this.#bytes -= found.bytes
  }
}

function bytesOf(manifest: Manifest): number {
  return manifest.reduce(
    (bytes, entry) =>
      bytes +
      ENTRY_OVERHEAD_BYTES +
      2 * (entry.channel.length + String(entry.version).length + entry.blobId.length),
    0,
  )
}
