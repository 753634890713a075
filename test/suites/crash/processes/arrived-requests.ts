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
 * The requests of this process's servers that have arrived completely and have no answer yet. A
 * server processes them even if the client is dead and the connection closed. Until then, the
 * effects of the client's calls are unknown.
 */
export class ArrivedRequests {
  readonly #exchanges = new Set<Exchange>()
  readonly #journal: () => readonly JournaledRequest[]

  /** @param journal - the request journal of the Kusto behind the servers */
  constructor(journal: () => readonly JournaledRequest[]) {
    this.#journal = journal
    // published by node:http itself since 18.8
    subscribe('http.server.request.start', (message) => {
      if (isExchange(message)) this.#add(message)
    })
  }

  /**
   * Waits for the current requests; others may arrive meanwhile.
   *
   * @throws Error if a request still has no answer after some seconds
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
 * A request with a truncated body is never processed. For a request without a connection, only the
 * journal knows: it may never get an answer, because of a fault or because its client is gone.
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
