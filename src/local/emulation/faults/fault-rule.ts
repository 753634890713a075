import type { Endpoint } from '../settings/endpoint.ts'
import type { RangeMs } from '../settings/range-ms.ts'

/** Which requests a rule strikes, and how often. Everything left out matches all. */
export interface FaultScope {
  /** Kinds of requests. @default all */
  readonly endpoint?: Endpoint | readonly Endpoint[] | undefined
  /** Exactly this table for ingestion; for queries and commands a text that names it. */
  readonly table?: string | undefined
  /** Regular expression over a query's or command's text. */
  readonly text?: string | RegExp | undefined
  /** Share of the matching requests, 0 to 1. @default 1 */
  readonly probability?: number | undefined
  /** At most so often. @default no end */
  readonly times?: number | undefined
  /** Whether the request is applied first: then only its answer is missing. @default 'before' */
  readonly phase?: 'before' | 'after' | undefined
}

/** What happens instead of, or besides, the answer. */
export type Fault =
  /** An error answer; code and message of Kusto's own unless said. */
  | {
      readonly fault: 'status'
      readonly status: number
      readonly code?: string | undefined
      readonly message?: string | undefined
      readonly permanent?: boolean | undefined
      /** Goes out as `Retry-After`, in whole seconds. */
      readonly retryAfterMs?: number | undefined
    }
  /** The connection is reset. */
  | { readonly fault: 'reset' }
  /** No answer ever comes: the client's own time-out ends it. */
  | { readonly fault: 'hang' }
  /** The answer comes late; with `phase: 'before'` the work is done late as well. */
  | { readonly fault: 'slow'; readonly delayMs: RangeMs }
  /**
   * HTTP 200 with a body that breaks off. Queries and commands: nobody reads the body of an
   * ingestion.
   */
  | { readonly fault: 'cut' }
  /** Applied, then the connection is reset: the client will send it again. */
  | { readonly fault: 'lost-acknowledgement' }
  /** Ingestion applied twice, acknowledged once; the second time later when `delayMs` is given. */
  | { readonly fault: 'redelivery'; readonly delayMs?: RangeMs }
  /** HTTP 200 with rows and an error among them. Queries only. */
  | {
      readonly fault: 'partial-failure'
      readonly code?: string | undefined
      readonly message?: string | undefined
    }
  /**
   * Streamed rows become visible so much later, so that rows sent afterwards are seen before them.
   */
  | { readonly fault: 'reorder'; readonly delayMs: RangeMs }

/** Names of the faults. */
export type FaultKind = Fault['fault']

/**
 * One kind of trouble for some of the requests.
 *
 * @example kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 429, retryAfterMs:
 * 1_000, probability: 0.1 })
 */
export type FaultRule = FaultScope & Fault

const EVERYWHERE = ['query', 'mgmt', 'ingest', 'enqueue'] as const

/** Where each kind can happen at all. */
export const FAULT_ENDPOINTS: Readonly<Record<FaultKind, readonly Endpoint[]>> = {
  status: EVERYWHERE,
  reset: EVERYWHERE,
  hang: EVERYWHERE,
  slow: EVERYWHERE,
  cut: ['query', 'mgmt'],
  'lost-acknowledgement': EVERYWHERE,
  redelivery: ['ingest', 'enqueue'],
  'partial-failure': ['query'],
  reorder: ['ingest'],
}
