import type { Endpoint } from '../settings/endpoint.ts'
import type { RangeMs } from '../settings/range-ms.ts'

/** Which requests a rule affects, and how often. Omitted fields match all. */
export interface FaultScope {
  /** Kinds of requests. @default all */
  readonly endpoint?: Endpoint | readonly Endpoint[] | undefined
  /** Exactly this table for ingestion; for queries and commands a text that contains it. */
  readonly table?: string | undefined
  /** Regular expression over a query's or command's text. */
  readonly text?: string | RegExp | undefined
  /** Share of the matching requests, 0 to 1. @default 1 */
  readonly probability?: number | undefined
  /** Maximum number of times. @default no limit */
  readonly times?: number | undefined
  /** Whether the request is applied first, so that only its answer is missing. @default 'before' */
  readonly phase?: 'before' | 'after' | undefined
}

/** The fault, instead of the answer or in addition to it. */
export type Fault =
  /** An error answer; code and message are Kusto's own by default. */
  | {
      readonly fault: 'status'
      readonly status: number
      readonly code?: string | undefined
      readonly message?: string | undefined
      readonly permanent?: boolean | undefined
      /** Sent as `Retry-After`, in whole seconds. */
      readonly retryAfterMs?: number | undefined
    }
  /** The connection is reset. */
  | { readonly fault: 'reset' }
  /** No answer is sent: the client's own time-out ends the request. */
  | { readonly fault: 'hang' }
  /** The answer is late; with `phase: 'before'` the work is late as well. */
  | { readonly fault: 'slow'; readonly delayMs: RangeMs }
  /**
   * HTTP 200 with a truncated body. Queries and commands only, because nobody reads the body of an
   * ingestion.
   */
  | { readonly fault: 'cut' }
  /** Applied, then the connection is reset, so that the client retries. */
  | { readonly fault: 'lost-acknowledgement' }
  /** Ingestion applied twice but acknowledged once; the second time later if `delayMs` is set. */
  | { readonly fault: 'redelivery'; readonly delayMs?: RangeMs }
  /** HTTP 200 with rows and an error between them. Queries only. */
  | {
      readonly fault: 'partial-failure'
      readonly code?: string | undefined
      readonly message?: string | undefined
    }
  /** Streamed rows become visible this much later, after rows that were sent afterwards. */
  | { readonly fault: 'reorder'; readonly delayMs: RangeMs }

/** Names of the faults. */
export type FaultKind = Fault['fault']

/**
 * One kind of fault for some of the requests.
 *
 * @example kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 429, retryAfterMs:
 * 1_000, probability: 0.1 })
 */
export type FaultRule = FaultScope & Fault

const EVERYWHERE = ['query', 'mgmt', 'ingest', 'enqueue'] as const

/** The endpoints at which each kind can occur. */
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
