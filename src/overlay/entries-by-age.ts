import type { EntryKind, OverlayEntry } from './overlay-entry.ts'

/** Acknowledged entries ordered by acknowledgement, so that the oldest are found without a scan. */
export class EntriesByAge {
  readonly #ofKind: Readonly<Record<EntryKind, Set<OverlayEntry>>> = {
    checkpoint: new Set(),
    blob: new Set(),
    write: new Set(),
    tombstone: new Set(),
  }

  /** Acknowledgement times must not decrease. */
  add(entry: OverlayEntry): void {
    if (entry.acknowledgedAtMs !== undefined) this.#ofKind[entry.kind].add(entry)
  }

  delete(entry: OverlayEntry): void {
    this.#ofKind[entry.kind].delete(entry)
  }

  has(entry: OverlayEntry): boolean {
    return this.#ofKind[entry.kind].has(entry)
  }

  oldestAtMs(kind: EntryKind): number | undefined {
    for (const { acknowledgedAtMs } of this.#ofKind[kind]) return acknowledgedAtMs
    return undefined
  }

  /** @returns the oldest entries of all kinds, in no particular order */
  oldest(count: number): OverlayEntry[] {
    const ofEachKind = Object.values(this.#ofKind).flatMap((entries) => first(entries, count))
    return ofEachKind.length <= count
      ? ofEachKind
      : ofEachKind.toSorted((a, b) => acknowledgedAt(a) - acknowledgedAt(b)).slice(0, count)
  }
}

function acknowledgedAt({ acknowledgedAtMs = 0 }: OverlayEntry): number {
  return acknowledgedAtMs
}

function first<T>(all: Iterable<T>, count: number): T[] {
  const taken: T[] = []
  for (const one of all) {
    if (taken.length >= count) break
    taken.push(one)
  }
  return taken
}
