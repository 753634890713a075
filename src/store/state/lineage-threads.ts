import type { OverlayScope } from '../../overlay/overlay-entry.ts'

/**
 * Maximum number remembered; a read of another thread that rests on its ancestors takes two
 * requests.
 */
const MAX_SCOPES = 10_000

/**
 * Threads and namespaces whose checkpoints rest on their ancestors, so that the next read queries
 * these at once.
 */
export class LineageThreads {
  readonly #names = new Set<string>()

  has(scope: OverlayScope): boolean {
    return this.#names.has(nameOf(scope))
  }

  add(scope: OverlayScope): void {
    const name = nameOf(scope)
    this.#names.delete(name)
    this.#names.add(name)
    for (const oldest of this.#names) {
      if (this.#names.size <= MAX_SCOPES) break
      this.#names.delete(oldest)
    }
  }
}

function nameOf({ threadId, checkpointNs }: OverlayScope): string {
  return JSON.stringify([threadId, checkpointNs])
}
