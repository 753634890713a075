import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { JournaledRequest } from '../../../../src/local/index.ts'

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

const POLL_MS = 2
const LONGEST_MS = 5000

/**
 * The requests of this process's servers that have arrived whole and have no answer yet. A server
 * works on them even when their client is gone and the connection closed; until then nobody can say
 * what the client left behind.
 */
export class ArrivedRequests {
  readonly #exchanges = new Set<Exchange>()
  readonly #journal: () => readonly JournaledRequest[]

  /** @param journal - what the Kusto behind the servers says of its requests */
  constructor(journal: () => readonly JournaledRequest[]) {
    this.#journal = journal
    // published by node:http itself since 18.8
    subscribe('http.server.request.start', (message) => {
      if (isExchange(message)) this.#add(message)
    })
  }

  /**
   * Waits for those that are here now; others may come meanwhile.
   *
   * @throws Error when a request is still without an answer after some seconds
   */
  async ended(): Promise<void> {
    const endMs = Date.now() + LONGEST_MS
    const now = [...this.#exchanges]
    for (const exchange of now) {
      while (isRunning(exchange, this.#journal)) {
        if (Date.now() > endMs) throw new Error('A request stays without an answer')
        await pause(POLL_MS)
      }
    }
  }

  #add(exchange: Exchange): void {
    for (const known of this.#exchanges) {
      if (!isRunning(known, this.#journal)) this.#exchanges.delete(known)
    }
    this.#exchanges.add(exchange)
  }
}

/**
 * A request whose body was cut off will never be worked on. Of one whose connection is gone only
 * the journal tells: it may never be answered, by a fault or for want of a client.
 */
function isRunning(
  { request, response }: Exchange,
  journal: () => readonly JournaledRequest[],
): boolean {
  if (response.writableEnded) return false
  if (!response.destroyed) return !request.destroyed || request.complete
  if (!request.complete || !REACHES_THE_JOURNAL.test(request.url ?? '')) return false
  const id = request.headers['x-ms-client-request-id']
  const journaled = journal().filter((each) => each.clientRequestId === id)
  // not there yet while its body is being decompressed
  return journaled.length === 0 || journaled.some(({ state }) => state === 'Running')
}

const REACHES_THE_JOURNAL = /\/rest\/(?:ingest|mgmt|query)\b/

function isExchange(message: unknown): message is Exchange {
  return (
    typeof message === 'object' && message !== null && 'request' in message && 'response' in message
  )
}
