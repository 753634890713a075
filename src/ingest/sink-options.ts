import { KustoSaverError } from '../errors.ts'
import { checkInteger } from '../integer-option.ts'
import { LONGEST_TIMER_MS } from '../longest-timer.ts'

/**
 * How rows go into Kusto. `streaming`: queries see them at once; needs the streaming policy.
 * `queued`: through Kusto's storage and queue, seen by others after the table's batching time
 * (minutes). `managed`: streaming, and queued what is too large, throttled for long or comes while
 * streaming is switched off.
 */
export type IngestionMode = 'streaming' | 'queued' | 'managed'

export interface SinkOptions {
  /**
   * `streaming`, `queued` or `managed`. Queued rows are durable when a call settles, and in this
   * saver's next answers; other savers see them after the table's batching time, so two of them
   * must not take turns on one thread faster than that. What is wrong with queued rows (a missing
   * table) shows only in `.show ingestion failures`: call `setup()` first. Rows wait in memory
   * until queries see them, so a long batching time wants more `maxOverlayBytes`. @default
   * 'streaming'
   */
  readonly ingestion?: IngestionMode
  /**
   * Asks Kusto to ingest each queued batch at once instead of gathering. For demos and tests: many
   * small ingestions wear a cluster down
   * (data-explorer/kusto/api/netfx/kusto-ingest-client-rest.md). @default false
   */
  readonly flushImmediately?: boolean
  /**
   * Gives each queued batch an `ingest-by` tag of its own, so that Kusto takes a batch that was
   * sent twice once. Rows are read once anyway; the price is that Kusto no longer gathers batches
   * (kusto/management/batching-policy.md). @default false
   */
  readonly tagQueuedBatches?: boolean
  /** Most rows of one request. @default 100 */
  readonly batchSize?: number
  /**
   * Most bytes of one request's JSON, uncompressed; streaming ingestion takes 4 MB at most, and
   * clients of Microsoft's reckon JSON to about 3.3 MB (data-explorer/ingest-data-streaming.md). Up
   * to 32 MB for `queued` and `managed`, where larger than 4 MB is always queued. @default 3145728
   */
  readonly maxBatchBytes?: number
  /**
   * Milliseconds that the first row of a batch waits for others when nothing is under way. 0 needs
   * no timer: what comes while a request is under way goes together anyway. @default 0
   */
  readonly lingerMs?: number
  /**
   * Most requests under way over all tables; a cluster takes 6 per core
   * (data-explorer/ingest-data-streaming.md). @default 8
   */
  readonly maxConcurrentIngests?: number
  /** Most rows in memory, waiting or under way; more make callers wait. @default 10000 */
  readonly maxBufferedRows?: number
  /**
   * Most bytes in memory, waiting or under way; more make callers wait, a larger single write goes
   * alone. @default 67108864
   */
  readonly maxBufferedBytes?: number
  /** Milliseconds that one request may take. @default 30000 */
  readonly ingestTimeoutMs?: number
  /**
   * How often a query, an ingestion or a command that failed for a passing reason is sent again,
   * after delays of about 0.4, 3 and 24 seconds. A throttled request (429, 503) is not counted: it
   * waits for room and goes again until `retryBudgetMs` is over. @default 3
   */
  readonly retries?: number
  /** Milliseconds from the first request after which no further one is begun. @default 60000 */
  readonly retryBudgetMs?: number
}

export type ResolvedSinkOptions = Required<SinkOptions>

export const SINK_DEFAULTS: ResolvedSinkOptions = {
  ingestion: 'streaming',
  flushImmediately: false,
  tagQueuedBatches: false,
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

/** A streaming request takes at most 4 MB (data-explorer/ingest-data-streaming.md). */
export const MAX_STREAMING_BYTES: number = 4 * 1024 * 1024

type NumberName = Exclude<keyof SinkOptions, 'ingestion' | 'flushImmediately' | 'tagQueuedBatches'>

const RANGES: readonly (readonly [name: NumberName, least: number, most: number])[] = [
  ['batchSize', 1, Number.MAX_SAFE_INTEGER],
  // From an empty object and its line break to what a column can hold.
  ['maxBatchBytes', 3, 32 * 1024 * 1024],
  ['lingerMs', 0, LONGEST_TIMER_MS],
  ['maxConcurrentIngests', 1, Number.MAX_SAFE_INTEGER],
  ['maxBufferedRows', 1, Number.MAX_SAFE_INTEGER],
  ['maxBufferedBytes', 1, Number.MAX_SAFE_INTEGER],
  ['ingestTimeoutMs', 1, LONGEST_TIMER_MS],
  ['retries', 0, Number.MAX_SAFE_INTEGER],
  ['retryBudgetMs', 0, LONGEST_TIMER_MS],
]

/**
 * Fills in the defaults.
 *
 * @throws KustoSaverError `INVALID_OPTION` for a number that is no integer in its range, and any
 * other wrong value
 */
export function resolveSinkOptions(options: SinkOptions = {}): ResolvedSinkOptions {
  const resolved = { ...SINK_DEFAULTS, ...withoutUndefined(options) }
  checkIngestion(resolved)
  for (const [name, least, most] of rangesOf(resolved)) {
    checkInteger(name, resolved[name], { least, most })
  }
  return resolved
}

function withoutUndefined(options: SinkOptions): SinkOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

/** Only a streaming request is bound to 4 MB. */
function rangesOf({ ingestion }: ResolvedSinkOptions): typeof RANGES {
  if (ingestion !== 'streaming') return RANGES
  return RANGES.map(([name, least, most]) =>
    name === 'maxBatchBytes' ? [name, least, MAX_STREAMING_BYTES] : [name, least, most],
  )
}

const INGESTION_MODES: readonly unknown[] = ['streaming', 'queued', 'managed']

function checkIngestion(options: ResolvedSinkOptions): void {
  if (!INGESTION_MODES.includes(options.ingestion)) {
    throw new KustoSaverError(
      'INVALID_OPTION',
      `Expected \`ingestion\` to be 'streaming', 'queued' or 'managed', got \`${options.ingestion}\``,
    )
  }
  for (const name of ['flushImmediately', 'tagQueuedBatches'] as const) {
    if (typeof options[name] === 'boolean') continue
    throw new KustoSaverError(
      'INVALID_OPTION',
      `Expected \`${name}\` to be true or false, got \`${String(options[name])}\``,
    )
  }
}
