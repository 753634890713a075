import type { OverlayScope } from '../../overlay/overlay-entry.ts'

/**
 * The order in which buffered writes of one thread and namespace are sent: a put after all that was
 * accepted before it is acknowledged. So nothing that builds on a write reaches Kusto unless that
 * write did, and what a crash leaves is a beginning of the thread. Pending writes wait for nothing:
 * without their checkpoint nobody reads them.
 */
export class BufferedOrder {
  readonly #last = new Map<string, Promise<void>>()

  /** Settles as what was accepted before; undefined when nothing is on its way. */
  before(scope: OverlayScope): Promise<void> | undefined {
    return this.#last.get(nameOf(scope))
  }

  accepted(scope: OverlayScope, acknowledged: Promise<void>): void {
    const name = nameOf(scope)
    const before = this.#last.get(name)
    const all = before === undefined ? acknowledged : both(before, acknowledged)
    this.#last.set(name, all)
    const forget = (): void => {
      if (this.#last.get(name) === all) this.#last.delete(name)
    }
    all.then(forget, forget)
  }
}

/**
 * Rejects only when both have settled: what comes after may be sent when nothing of them is under
 * way any more.
 */
async function both(first: Promise<void>, second: Promise<void>): Promise<void> {
  const [a, b] = await Promise.allSettled([first, second])
  if (a.status === 'rejected') throw a.reason
  if (b.status === 'rejected') throw b.reason
}

function nameOf({ threadId, checkpointNs }: OverlayScope): string {
  return JSON.stringify([threadId, checkpointNs])
}
