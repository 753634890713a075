import { KustoSaverError } from '../errors.ts'

export interface SinkOptions {
  /** Most rows of one request. @default 100 */
  readonly batchSize?: number
  /**
   * Most bytes of one request's JSON, uncompressed; streaming ingestion takes 4 MB at most, and clients of Microsoft's
   * reckon JSON to about 3.3 MB (data-explorer/ingest-data-streaming.md). @default 3145728
   */
  readonly maxBatchBytes?: number
  /**
   * Milliseconds that the first row of a batch waits for others when nothing is under way. 0 needs no timer: what comes while a
   * request is under way goes together anyway. @default 0
   */
  readonly lingerMs?: number
  /** Most requests under way over all tables; a cluster takes 6 per core (data-explorer/ingest-data-streaming.md). @default 8 */
  readonly maxConcurrentIngests?: number
  /** Most rows in memory, waiting or under way; more make callers wait. @default 10000 */
  readonly maxBufferedRows?: number
  /** Most bytes in memory, waiting or under way; more make callers wait, a larger single write goes alone. @default 67108864 */
  readonly maxBufferedBytes?: number
  /** Milliseconds that one request may take. @default 30000 */
  readonly ingestTimeoutMs?: number
  /** How often a request that failed for a passing reason is sent again. @default 3 */
  readonly retries?: number
  /** Milliseconds from the first request after which no further one is begun. @default 60000 */
  readonly retryBudgetMs?: number
}

export type ResolvedSinkOptions = Required<SinkOptions>

export const SINK_DEFAULTS: ResolvedSinkOptions = {
  batchSize: 100,
  maxBatchBytes: 3 * 1024 * 1024,
  lingerMs: 0,
  maxConcurrentIngests: 8,
  maxBufferedRows: 10_000,
  maxBufferedBytes: 64 * 1024 * 1024,
  ingestTimeoutMs: 30_000,
  retries: 3,
  retryBudgetMs: 60_000,
}

/** Beyond this a timer of Node fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

const RANGES: readonly (readonly [name: keyof SinkOptions, least: number, most: number])[] = [
  ['batchSize', 1, Number.MAX_SAFE_INTEGER],
  // From an empty object and its line break to what a streaming request can take.
  ['maxBatchBytes', 3, 4 * 1024 * 1024],
  ['lingerMs', 0, MAX_TIMER_MS],
  ['maxConcurrentIngests', 1, Number.MAX_SAFE_INTEGER],
  ['maxBufferedRows', 1, Number.MAX_SAFE_INTEGER],
  ['maxBufferedBytes', 1, Number.MAX_SAFE_INTEGER],
  ['ingestTimeoutMs', 1, MAX_TIMER_MS],
  ['retries', 0, Number.MAX_SAFE_INTEGER],
  ['retryBudgetMs', 0, MAX_TIMER_MS],
]

/**
 * Fills in the defaults.
 *
 * @throws KustoSaverError `INVALID_OPTION` for anything but an integer in its range
 */
export function resolveSinkOptions(options: SinkOptions = {}): ResolvedSinkOptions {
  const resolved = { ...SINK_DEFAULTS, ...withoutUndefined(options) }
  for (const [name, least, most] of RANGES) {
    const value = resolved[name]
    if (Number.isSafeInteger(value) && value >= least && value <= most) continue
    throw new KustoSaverError(
      'INVALID_OPTION',
      `Expected \`${name}\` to be an integer from ${least} to ${most}, got \`${String(value)}\``,
    )
  }
  return resolved
}

function withoutUndefined(options: SinkOptions): SinkOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
