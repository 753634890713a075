import { KustoSaverError } from '../errors.ts'
import { checkInteger } from '../integer-option.ts'
import { LONGEST_TIMER_MS } from '../longest-timer.ts'

/**
 * How rows get into Kusto. `streaming`: queries see them at once; needs the streaming policy.
 * `queued`: through Kusto's storage and queue; others see them after the table's batching time
 * (minutes). `managed`: streaming, but queues what is too large, throttled for long or arrives
 * while streaming is off.
 */
export type IngestionMode = 'streaming' | 'queued' | 'managed'

export interface SinkOptions {
  /**
   * `streaming`, `queued` or `managed`. Queued rows are durable when a call settles, and appear in
   * this saver's next answers. Other savers see them after the table's batching time, so two savers
   * must not take turns on a thread faster than that. Errors of queued rows (such as a missing
   * table) only appear in `.show ingestion failures`: call `setup()` first. Rows stay in memory
   * until queries see them, so a long batching time needs more `maxOverlayBytes`. @default
   * 'streaming'
   */
  readonly ingestion?: IngestionMode
  /**
   * Asks Kusto to ingest each queued batch at once instead of batching it. For demos and tests:
   * many small ingestions overload a cluster
   * (data-explorer/kusto/api/netfx/kusto-ingest-client-rest.md). @default false
   */
  readonly flushImmediately?: boolean
  /**
   * Gives each queued batch its own `ingest-by` tag, so that Kusto ingests a batch once even if it
   * is sent twice. Readers take each row once anyway, and with tags Kusto no longer combines
   * batches (kusto/management/batching-policy.md). @default false
   */
  readonly tagQueuedBatches?: boolean
  /** Maximum rows of one request. @default 100 */
  readonly batchSize?: number
  /**
   * Maximum bytes of one request's JSON, uncompressed. Streaming ingestion takes at most 4 MB, and
   * Microsoft's clients limit JSON to about 3.3 MB (data-explorer/ingest-data-streaming.md). Up to
   * 32 MB for `queued` and `managed`, which always queue more than 4 MB. @default 3145728
   */
  readonly maxBatchBytes?: number
  /**
   * Milliseconds that the first row of a batch waits for others when no request is running. Not
   * needed for group commit: rows that arrive while a request is running share the next one anyway.
   * @default 0
   */
  readonly lingerMs?: number
  /**
   * Maximum concurrent requests over all tables; a cluster runs 6 per core
   * (data-explorer/ingest-data-streaming.md). @default 8
   */
  readonly maxConcurrentIngests?: number
  /** Maximum rows in memory, waiting or being sent; more make callers wait. @default 10000 */
  readonly maxBufferedRows?: number
  /**
   * Maximum bytes in memory, waiting or being sent; more make callers wait. A larger single write
   * is sent alone. @default 67108864
   */
  readonly maxBufferedBytes?: number
  /** Time limit of one request in milliseconds. @default 30000 */
  readonly ingestTimeoutMs?: number
  /**
   * How often a query, an ingestion or a command is retried after a transient failure, after delays
   * of about 0.4, 3 and 24 seconds. Throttled requests (429, 503) do not count: they are retried
   * until `retryBudgetMs` is over. @default 3
   */
  readonly retries?: number
  /** Milliseconds after the first request in which retries may start. @default 60000 */
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
  // From an empty object and its line break to the largest value of a column.
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
 * @throws KustoSaverError `INVALID_OPTION` for a number out of range or another invalid value
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

/** Only streaming requests are limited to 4 MB. */
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
