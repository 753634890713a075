import type { ManifestEntry } from './manifest.ts'
import { keyOf } from './resolve.ts'
import type { CheckpointKey } from './rows.ts'

type Manifest = readonly ManifestEntry[]

/** About what an entry takes in memory beside its texts. */
const ENTRY_OVERHEAD_BYTES = 120

/**
 * Manifests of checkpoints that this process has read or written lately: what a child's manifest is built on, so that a put needs
 * no read. A put under way is in it as a promise, so that a child put without waiting for its parent waits here.
 * Bounded by dropping the least recently used: what is missing is read from Kusto.
 */
export class ManifestCache {
  readonly #manifests = new Map<
    string,
    { readonly manifest: Promise<Manifest>; readonly bytes: number }
  >()
  readonly #maxBytes: number
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get(key: CheckpointKey): Promise<Manifest> | undefined {
    const name = keyOf(key)
    const found = this.#manifests.get(name)
    if (found === undefined) return undefined
    this.#manifests.delete(name)
    this.#manifests.set(name, found)
    return found.manifest
  }

  /** A reader waits until `manifest` settles; when it rejects the checkpoint was not stored and is forgotten. */
  set(key: CheckpointKey, manifest: Promise<Manifest>): void {
    const name = keyOf(key)
    this.#put(name, manifest, 0)
    void this.#settle(name, manifest)
  }

  forget(key: CheckpointKey): void {
    this.#remove(keyOf(key))
  }

  /** Never rejects. */
  async #settle(name: string, manifest: Promise<Manifest>): Promise<void> {
    const settled = await manifest.catch(() => undefined)
    if (this.#manifests.get(name)?.manifest !== manifest) return
    if (settled === undefined) this.#remove(name)
    else this.#put(name, manifest, bytesOf(settled))
  }

  #put(name: string, manifest: Promise<Manifest>, ownBytes: number): void {
    this.#remove(name)
    const bytes = ownBytes + 2 * name.length + ENTRY_OVERHEAD_BYTES
    this.#manifests.set(name, { manifest, bytes })
    this.#bytes += bytes
    for (const oldest of this.#manifests.keys()) {
      if (this.#bytes <= this.#maxBytes) break
      this.#remove(oldest)
    }
  }

  #remove(name: string): void {
    const found = this.#manifests.get(name)
    if (found === undefined) return
    this.#manifests.delete(name)
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
