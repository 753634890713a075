import type { OverlayScope } from '../../overlay/overlay-entry.ts'

/**
 * The order in which buffered writes of one thread and namespace are sent: a put waits until
 * everything accepted before it is acknowledged. So nothing that builds on a write reaches Kusto
 * without that write, and a crash leaves a prefix of the thread. Pending writes do not wait,
 * because nobody reads them without their checkpoint.
 */
export class BufferedOrder {
  readonly #last = new Map<string, Promise<void>>()

  /** Settles like the earlier writes; undefined if none is being sent. */
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
 * Only rejects when both have settled, so that later writes are sent when none of them is running.
 */
async function both(first: Promise<void>, second: Promise<void>): Promise<void> {
  const [a, b] = await Promise.allSettled([first, second])
  if (a.status === 'rejected') throw a.reason
  if (b.status === 'rejected') throw b.reason
}

function nameOf({ threadId, checkpointNs }: OverlayScope): string {
  return JSON.stringify([threadId, checkpointNs])
}
