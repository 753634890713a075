import type { OverlayEntry, OverlayScope } from './overlay-entry.ts'

/** Which entries: of all threads, or of all namespaces, if none is named. */
export interface OverlaySelection {
  readonly threadId?: string | undefined
  readonly checkpointNs?: string | undefined
}

interface ThreadEntries {
  readonly namespaces: Map<string, Map<string, OverlayEntry>>
  readonly tombstones: Map<string, OverlayEntry>
}

/**
 * Entries by the place of their rows. The cost of reading one thread does not depend on the number
 * of others.
 */
export class EntriesByPlace {
  readonly #threads = new Map<string, ThreadEntries>()

  find(scope: OverlayScope, identity: string): OverlayEntry | undefined {
    return this.#threads.get(scope.threadId)?.namespaces.get(scope.checkpointNs)?.get(identity)
  }

  /** Replaces an entry with the same identity and keeps its position. */
  set(entry: OverlayEntry): void {
    this.#home(entry).set(entry.identity, entry)
  }

  has(entry: OverlayEntry): boolean {
    return this.#home(entry).has(entry.identity)
  }

  /** @returns the current entry of that identity */
  delete({ kind, scope, identity }: OverlayEntry): OverlayEntry | undefined {
    const thread = this.#threads.get(scope.threadId)
    const home =
      kind === 'tombstone' ? thread?.tombstones : thread?.namespaces.get(scope.checkpointNs)
    const entry = home?.get(identity)
    if (thread === undefined || home === undefined || entry === undefined) return undefined
    home.delete(identity)
    if (home.size > 0) return entry
    if (kind !== 'tombstone') thread.namespaces.delete(scope.checkpointNs)
    if (thread.namespaces.size + thread.tombstones.size === 0) this.#threads.delete(scope.threadId)
    return entry
  }

  tombstones(threadId: string): Iterable<OverlayEntry> {
    return this.#threads.get(threadId)?.tombstones.values() ?? []
  }

  /** @yields each namespace's entries in insertion order, then the thread's tombstones */
  *select({ threadId, checkpointNs }: OverlaySelection): Generator<OverlayEntry> {
    for (const { namespaces, tombstones } of chosen(this.#threads, threadId)) {
      for (const entries of chosen(namespaces, checkpointNs)) yield* entries.values()
      yield* tombstones.values()
    }
  }

  #home({ kind, scope }: OverlayEntry): Map<string, OverlayEntry> {
    let thread = this.#threads.get(scope.threadId)
    if (thread === undefined) {
      thread = { namespaces: new Map(), tombstones: new Map() }
      this.#threads.set(scope.threadId, thread)
    }
    if (kind === 'tombstone') return thread.tombstones
    let entries = thread.namespaces.get(scope.checkpointNs)
    if (entries === undefined) {
      entries = new Map()
      thread.namespaces.set(scope.checkpointNs, entries)
    }
    return entries
  }
}

function chosen<V>(all: ReadonlyMap<string, V>, key: string | undefined): Iterable<V> {
  if (key === undefined) return all.values()
  const one = all.get(key)
  return one === undefined ? [] : [one]
}
