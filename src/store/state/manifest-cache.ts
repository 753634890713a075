import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import type { KnownCheckpoint } from '../resolve/known-checkpoint.ts'
import type { ManifestEntry } from '../values/manifest.ts'
import { keyOf } from '../resolve/resolve.ts'
import type { CheckpointKey } from '../../tables/rows.ts'

/** Approximate memory of an entry besides its texts, and of each further part of its value. */
const ENTRY_OVERHEAD_BYTES = 120

/** A few hundred bytes each. */
const MAX_DEAD = 10_000

interface CacheEntry {
  readonly known: Promise<KnownCheckpoint>
  /** Undefined while a put of the checkpoint has not settled. */
  readonly settled: KnownCheckpoint | undefined
  /** The incarnation of the checkpoint. */
  readonly incarnation: number | Promise<number>
  readonly threadId: string
  readonly checkpointNs: string
  readonly bytes: number
}

/**
 * Manifests of recently read or written checkpoints, from which a child's manifest is built, so
 * that a put needs no read. A running put is in it as a promise, so that a child that is put
 * without waiting for its parent waits here; only its end or another put of the same checkpoint
 * removes it. Limited by evicting the least recently used others; Kusto provides what is missing.
 */
export class ManifestCache {
  readonly #entries = new Map<string, CacheEntry>()
  readonly #namesByThread = new Map<string, Set<string>>()
  readonly #maxBytes: number
  /**
   * Checkpoints of deleted threads and their incarnations, because a running agent may still build
   * on them.
   */
  readonly #dead = new Map<string, number>()
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get(key: CheckpointKey): Promise<KnownCheckpoint> | undefined {
    const name = keyOf(key)
    const found = this.#entries.get(name)
    if (found === undefined) return undefined
    this.#entries.delete(name)
    this.#entries.set(name, found)
    return found.known
  }

  /** The settled checkpoint, without waiting for running puts. */
  peek(key: CheckpointKey): KnownCheckpoint | undefined {
    return this.#entries.get(keyOf(key))?.settled
  }

  /**
   * A promise for a running put, which rejects if the put is rejected. Includes checkpoints of
   * deleted threads.
   */
  incarnationOf(key: CheckpointKey): number | Promise<number> | undefined {
    const name = keyOf(key)
    return this.#entries.get(name)?.incarnation ?? this.#dead.get(name)
  }

  /** Whether a settled checkpoint of the thread and namespace has stored the channel's version. */
  hasStored(scope: OverlayScope, channel: string, version: string | number): boolean {
    const names = this.#namesByThread.get(scope.threadId) ?? []
    return [...names].some((name) => {
      const known = this.#entries.get(name)
      if (known?.checkpointNs !== scope.checkpointNs) return false
      return known.settled?.manifest.some(
        (entry) => entry.channel === channel && entry.version === version,
      )
    })
  }

  /**
   * Adds what a put will have stored. Readers wait until it settles; if it rejects, the checkpoint
   * is dropped.
   *
   * @param incarnation - rejects if the put is rejected
   */
  setUnderWay(
    key: CheckpointKey,
    known: Promise<KnownCheckpoint>,
    incarnation: Promise<number>,
  ): void {
    this.#set(keyOf(key), {
      known,
      settled: undefined,
      incarnation,
      ...scopeOf(key),
      bytes: 0,
    })
    void this.#settle(key, known, incarnation)
  }

  /** Adds what a read has seen, unless a put is running. */
  learn(key: CheckpointKey, known: KnownCheckpoint, incarnation: number): void {
    const name = keyOf(key)
    const entry = this.#entries.get(name)
    if (entry === undefined || entry.settled !== undefined) {
      this.#setSettled(name, { ...scopeOf(key), settled: known, incarnation })
    }
  }

  /** The checkpoint was refreshed; does nothing if it is not cached. */
  refreshed(key: CheckpointKey, known: KnownCheckpoint): void {
    const name = keyOf(key)
    const entry = this.#entries.get(name)
    if (entry?.settled === undefined) return
    this.#setSettled(name, { ...scopeOf(key), settled: known, incarnation: entry.incarnation })
  }

  forget(key: CheckpointKey): void {
    this.#remove(keyOf(key))
  }

  /** Drops the deleted incarnations of a thread, because a purge may have removed the values. */
  forgetThread(threadId: string, upToIncarnation: number): void {
    for (const name of this.#namesByThread.get(threadId) ?? []) {
      const { settled, incarnation } = this.#entries.get(name) ?? {}
      if (settled === undefined || typeof incarnation !== 'number') continue
      if (incarnation > upToIncarnation) continue
      this.#remove(name)
      this.#bury(name, incarnation)
    }
  }

  /** Never rejects. */
  async #settle(
    key: CheckpointKey,
    known: Promise<KnownCheckpoint>,
    life: Promise<number>,
  ): Promise<void> {
    const put = await Promise.all([known, life]).catch(() => undefined)
    const name = keyOf(key)
    if (this.#entries.get(name)?.known !== known) return
    if (put === undefined) {
      this.#remove(name)
      return
    }
    const [settled, incarnation] = put
    this.#setSettled(name, { ...scopeOf(key), settled, incarnation })
  }

  #bury(name: string, incarnation: number): void {
    this.#dead.set(name, incarnation)
    if (this.#dead.size <= MAX_DEAD) return
    for (const oldest of this.#dead.keys()) {
      this.#dead.delete(oldest)
      return
    }
  }

  #setSettled(
    name: string,
    known: Omit<CacheEntry, 'known' | 'bytes'> & { readonly settled: KnownCheckpoint },
  ): void {
    const bytes = bytesOf(known.settled) + 2 * name.length + ENTRY_OVERHEAD_BYTES
    this.#set(name, { ...known, known: Promise.resolve(known.settled), bytes })
  }

  #set(name: string, entry: CacheEntry): void {
    const { threadId } = entry
    this.#remove(name)
    this.#dead.delete(name)
    this.#entries.set(name, entry)
    const names = this.#namesByThread.get(threadId)
    if (names === undefined) this.#namesByThread.set(threadId, new Set([name]))
    else names.add(name)
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
    const names = this.#namesByThread.get(found.threadId)
    names?.delete(name)
    if (names?.size === 0) this.#namesByThread.delete(found.threadId)
  }
}

/** Copies the fields of a key, because the object may be a checkpoint with all of its values. */
function scopeOf({ threadId, checkpointNs }: CheckpointKey): OverlayScope {
  return { threadId, checkpointNs }
}

function bytesOf({ manifest, lineage }: KnownCheckpoint): number {
  const links = (lineage?.seeds.size ?? 0) + (lineage?.calls.length ?? 0)
  return manifest.reduce((bytes, entry) => bytes + entryBytes(entry), links * ENTRY_OVERHEAD_BYTES)
}

function entryBytes({ channel, version, digest = '', parts }: ManifestEntry): number {
  const characters = channel.length + String(version).length + digest.length
  return parts.reduce(
    (bytes, { blobId }) => bytes + 2 * blobId.length + ENTRY_OVERHEAD_BYTES,
    2 * characters,
  )
}
