import type { Endpoint, GateRequest } from '../settings/endpoint.ts'
import type { FaultKind } from '../faults/fault-rule.ts'

/** A record of one request, which can be found by the id that its client sent. */
export interface JournaledRequest {
  /** The client's `x-ms-client-request-id`. */
  readonly clientRequestId: string
  /** The kind of request. */
  readonly endpoint: Endpoint
  /** The requested database. */
  readonly database: string
  /** The target table of an ingestion; undefined for queries and commands. */
  readonly table: string | undefined
  /** The beginning of a query's or command's text. */
  readonly text: string | undefined
  /** Its progress. */
  readonly state: 'Running' | 'Completed' | 'Failed'
  /** Unix milliseconds of the engine's clock. */
  readonly startedAtMs: number
  /** Undefined while it runs. */
  readonly durationMs: number | undefined
  /** Message of its failure; undefined without one. */
  readonly failure: string | undefined
  /** The fault that it got. */
  readonly fault: FaultKind | undefined
}

type Entry = { -readonly [K in keyof JournaledRequest]: JournaledRequest[K] }

const CAPACITY = 1_000
const MAX_TEXT_CHARACTERS = 4_096

/** The latest requests of every kind, in memory. */
export class RequestJournal {
  readonly #nowMs: () => number
  readonly #counts: Record<Endpoint, number> = { query: 0, mgmt: 0, ingest: 0, enqueue: 0 }
  #entries: Entry[] = []

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** Latest last. */
  get requests(): readonly JournaledRequest[] {
    return this.#entries.slice(-CAPACITY).map((entry) => ({ ...entry }))
  }

  /** Requests since the engine was opened. */
  get counts(): Readonly<Record<Endpoint, number>> {
    return { ...this.#counts }
  }

  begin(request: GateRequest): OpenEntry {
    this.#counts[request.endpoint] += 1
    const entry: Entry = {
      clientRequestId: request.clientRequestId ?? '',
      endpoint: request.endpoint,
      database: request.database,
      table: request.table,
      text: request.text?.slice(0, MAX_TEXT_CHARACTERS),
      state: 'Running',
      startedAtMs: this.#nowMs(),
      durationMs: undefined,
      failure: undefined,
      fault: undefined,
    }
    this.#entries.push(entry)
    // truncated from time to time: shifting a long list at each request would cost more than the
    // request
    if (this.#entries.length >= 2 * CAPACITY) this.#entries = this.#entries.slice(-CAPACITY)
    return new OpenEntry(entry, this.#nowMs)
  }
}

export class OpenEntry {
  readonly #entry: Entry
  readonly #nowMs: () => number

  constructor(entry: Entry, nowMs: () => number) {
    this.#entry = entry
    this.#nowMs = nowMs
  }

  struck(fault: FaultKind): void {
    this.#entry.fault = fault
  }

  completed(): void {
    this.#end('Completed', undefined)
  }

  failed(error: unknown): void {
    this.#end('Failed', error instanceof Error ? error.message : String(error))
  }

  #end(state: Entry['state'], failure: string | undefined): void {
    this.#entry.state = state
    this.#entry.failure = failure
    this.#entry.durationMs = this.#nowMs() - this.#entry.startedAtMs
  }
}
