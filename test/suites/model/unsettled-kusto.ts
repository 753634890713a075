import { KustoError } from '../../../src/kusto-error.ts'
import type {
  KustoClient,
  KustoCommand,
  KustoIngest,
  KustoQuery,
  KustoTable,
} from '../../../src/kusto/kusto-client.ts'
import type { TestKusto } from '../../support/test-kusto.ts'

/** An acknowledged ingestion that queries do not see until it is released. */
export interface Ticket {
  readonly table: string
  /** The request as text: copies of one request are equal. */
  readonly body: string
  isVisible: boolean
}

export type Fault = 'refused' | 'answer lost' | 'delivered twice'

const MAX_TRIES = 20

interface Held {
  readonly ticket: Ticket
  readonly request: KustoIngest
}

/**
 * A Kusto whose ingestions become visible when the test says so, in any order, and whose next
 * requests fail when the test says so. Several savers share it, each with a separate client.
 */
export class UnsettledKusto {
  readonly #inner: KustoClient
  readonly nowMs: () => number
  readonly #settle: () => Promise<void>
  readonly #held: Held[] = []
  readonly #onAllVisible: () => void
  #faults: Fault[] = []
  /** Every ingestion since the last {@link takeTickets}. */
  #tickets: Ticket[] = []

  /**
   * @param kusto - the underlying Kusto; `settle` lets queries see its acknowledged rows
   * @param onAllVisible - called when nothing is held back any more
   */
  constructor(
    inner: KustoClient,
    kusto: Pick<TestKusto, 'settle' | 'nowMs'>,
    onAllVisible: () => void = () => undefined,
  ) {
    this.#inner = inner
    this.#settle = () => kusto.settle()
    this.nowMs = kusto.nowMs
    this.#onAllVisible = onAllVisible
  }

  get heldCount(): number {
    return this.#held.length
  }

  client(): KustoClient {
    return {
      query: (request) => this.#query(request),
      command: (request: KustoCommand) => this.#inner.command(request),
      ingest: (request) => this.#ingest(request),
      enqueue: (request) => this.#ingest(request),
      close: () => Promise.resolve(),
    }
  }

  /** The fates of the next requests, one each. */
  failNext(faults: readonly Fault[]): void {
    this.#faults = [...faults]
  }

  takeTickets(): Ticket[] {
    const tickets = this.#tickets
    this.#tickets = []
    return tickets
  }

  /** Makes one held ingestion visible. @param place - any number */
  async release(place: number): Promise<void> {
    const [held] = this.#held.splice(place % Math.max(1, this.#held.length), 1)
    if (held === undefined) return
    await this.#acknowledged(held.request)
    await this.#settle()
    held.ticket.isVisible = true
  }

  async releaseAll(): Promise<void> {
    while (this.#held.length > 0) await this.release(0)
    this.#onAllVisible()
  }

  /** A Kusto that fails on its own account does not keep what was acknowledged already. */
  async #acknowledged(request: KustoIngest): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#inner.ingest(request)
        return
      } catch (error) {
        if (tries === MAX_TRIES) throw error
      }
    }
  }

  async #query(request: KustoQuery): Promise<readonly KustoTable[]> {
    if (this.#faults.shift() === 'refused') throw passing('the query was refused')
    return this.#inner.query(request)
  }

  async #ingest(request: KustoIngest): Promise<void> {
    const fault = this.#faults.shift()
    if (fault === 'refused') throw passing('the ingestion was refused')
    this.#hold(request)
    if (fault === 'delivered twice') this.#hold(request)
    if (fault === 'answer lost') throw passing('the answer got lost')
  }

  #hold(request: KustoIngest): void {
    const body = new TextDecoder().decode(request.body)
    const ticket: Ticket = { table: request.table, body, isVisible: false }
    this.#held.push({ ticket, request })
    this.#tickets.push(ticket)
  }
}

function passing(message: string): KustoError {
  return new KustoError(message, { code: 'TestFault', status: 503, permanent: false })
}
