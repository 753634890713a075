import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import type { KnownCheckpoint } from '../resolve/known-checkpoint.ts'
import type { ManifestEntry } from '../values/manifest.ts'
import { keyOf } from '../resolve/resolve.ts'
import type { CheckpointKey } from '../../tables/rows.ts'

/** About what an entry takes in memory beside its texts, and each further part of its value. */
const ENTRY_OVERHEAD_BYTES = 120

/** Names of some hundred bytes. */
const MAX_DEAD = 10_000

interface CacheEntry {
  readonly known: Promise<KnownCheckpoint>
  /** Undefined while a put of the checkpoint has not settled yet. */
  readonly settled: KnownCheckpoint | undefined
  /** Which life of its thread the checkpoint belongs to. */
  readonly incarnation: number | Promise<number>
  readonly threadId: string
  readonly checkpointNs: string
  readonly bytes: number
}

/**
 * Manifests of checkpoints that this process has read or written lately: what a child's manifest is
 * built on, so that a put needs no read. A put under way is in it as a promise, so that a child put
 * without waiting for its parent waits here; nothing but its end or another put of the same
 * checkpoint takes it out. Bounded by dropping the least recently used of the others: what is
 * missing is read from Kusto.
 */
export class ManifestCache {
  readonly #entries = new Map<string, CacheEntry>()
  readonly #namesByThread = new Map<string, Set<string>>()
  readonly #maxBytes: number
  /**
   * Checkpoints of deleted threads and their incarnations: a run that is under way may still build
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

  /** What is known without waiting. */
  peek(key: CheckpointKey): KnownCheckpoint | undefined {
    return this.#entries.get(keyOf(key))?.settled
  }

  /**
   * Of a put under way a promise, which rejects when the put is refused. Known of checkpoints of
   * deleted threads, too.
   */
  incarnationOf(key: CheckpointKey): number | Promise<number> | undefined {
    const name = keyOf(key)
    return this.#entries.get(name)?.incarnation ?? this.#dead.get(name)
  }

  /**
   * Whether a checkpoint of the thread and namespace that is known without waiting has stored the
   * channel's version.
   */
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
   * What a put will have stored: readers wait until it settles; when it rejects, the checkpoint is
   * forgotten.
   *
   * @param incarnation - rejects when the put is refused
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

  /** What a read has seen; a put under way knows better. */
  learn(key: CheckpointKey, known: KnownCheckpoint, incarnation: number): void {
    const name = keyOf(key)
    const entry = this.#entries.get(name)
    if (entry === undefined || entry.settled !== undefined) {
      this.#setSettled(name, { ...scopeOf(key), settled: known, incarnation })
    }
  }

  /** The checkpoint was stored again; when it is gone from here, nothing needs to be known. */
  refreshed(key: CheckpointKey, known: KnownCheckpoint): void {
    const name = keyOf(key)
    const entry = this.#entries.get(name)
    if (entry?.settled === undefined) return
    this.#setSettled(name, { ...scopeOf(key), settled: known, incarnation: entry.incarnation })
  }

  forget(key: CheckpointKey): void {
    this.#remove(keyOf(key))
  }

  /**
   * Of a deleted thread, the lives that its tombstone ended: a purge may have removed the values.
   */
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

/** No more of a key than that is kept: it may be a checkpoint with all of its values. */
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
