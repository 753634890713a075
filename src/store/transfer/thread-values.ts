import type { InventoryStoring } from '../queries/thread-inventory.ts'
import { groupBy } from '../values/group-by.ts'
import { encodeManifest, type ManifestEntry, type StoredPart } from '../values/manifest.ts'
import { isAfter } from '../../tables/rows.ts'

/** Finds a namespace's existing values: of several stored copies, the one that readers use. */
export class ThreadValues {
  readonly #storings: ReadonlyMap<string, InventoryStoring>

  constructor(storings: readonly InventoryStoring[]) {
    const oldestFirst = storings
      .filter(({ isWhole }) => isWhole)
      .toSorted((a, b) => (isAfter(a, b) ? 1 : -1))
    const whole = groupBy(oldestFirst, placeOf)
    this.#storings = new Map(
      [...whole].flatMap(([place, [first]]) => (first === undefined ? [] : [[place, first]])),
    )
  }

  of(checkpointNs: string, blobId: string): InventoryStoring | undefined {
    return this.#storings.get(placeOf({ checkpointNs, blobId }))
  }

  missing(checkpointNs: string, parts: readonly StoredPart[]): StoredPart[] {
    return parts.filter(({ blobId }) => blobId !== '' && !this.of(checkpointNs, blobId))
  }
}

/** The manifest with each part changed. */
export function encodeParts(
  manifest: readonly ManifestEntry[],
  change: (part: StoredPart) => StoredPart,
): string {
  return encodeManifest(
    manifest.map((entry) => {
      const [first, ...others] = entry.parts
      return { ...entry, parts: [change(first), ...others.map(change)] }
    }),
  )
}

function placeOf({ checkpointNs, blobId }: Pick<InventoryStoring, 'checkpointNs' | 'blobId'>) {
  return JSON.stringify([checkpointNs, blobId])
}
