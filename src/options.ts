import type { SerializerProtocol } from '@langchain/langgraph-checkpoint'
import { KustoSaverError } from './errors.ts'
import type { Clock } from './clock.ts'
import type { SinkOptions } from './ingest/sink-options.ts'
import { checkInteger } from './integer-option.ts'
import type { WriteMode } from './store/state/write-backlog.ts'
import type { KustoClient } from './kusto/kusto-client.ts'
import type { KustoEndpoint } from './kusto/connection/kusto-endpoint.ts'
import type { TelemetryOptions } from './telemetry/telemetry-options.ts'

/** How a saver reads and writes; where it does is the client's business. */
export interface KustoSaverOptions extends SinkOptions, TelemetryOptions {
  /** Turns values into bytes and back. @default LangGraph's JsonPlusSerializer */
  readonly serde?: SerializerProtocol
  /**
   * Size of the largest chunk of a value, in bytes of UTF-8, 1024 to 1000000. Kusto cuts strings
   * above 1 MB in columns without an encoding policy
   * (data-explorer/kusto/query/scalar-data-types/string.md). @default 700000
   */
  readonly maxChunkBytes?: number
  /**
   * `durable`: a call settles when Kusto has acknowledged it. `buffered`: it settles when its rows
   * are in the buffer; a failure is thrown by the thread's next call, by `flush()` or by `close()`,
   * and a crash loses what was on its way. @default 'durable'
   */
  readonly writeMode?: WriteMode
  /**
   * Days that the tables keep rows; must agree with their retention policy, which `setup()` checks.
   * @default 90
   */
  readonly retentionDays?: number
  /** Milliseconds that one query may take. @default 60000 */
  readonly queryTimeoutMs?: number
  /**
   * Most queries under way; others wait in the order they came. Fewer are sent while Kusto
   * throttles. A cluster runs 10 requests per core of a node at a time, for all of its clients
   * (data-explorer/kusto/management/request-rate-limit-policy.md): 20 on its smallest nodes.
   * @default 20
   */
  readonly maxConcurrentQueries?: number
  /**
   * Most checkpoints that one request of `list` brings. The first request brings 10 at most, unless
   * `limit` fits into one. @default 100
   */
  readonly listPageRows?: number
  /**
   * Most bytes that one request of `list` brings; one checkpoint comes in any case. Kusto's own
   * limit is 64 MB. @default 16777216
   */
  readonly listPageBytes?: number
  /**
   * Most bytes of memory for manifests of checkpoints read or written lately; others cost a put one
   * more request. @default 16777216
   */
  readonly manifestCacheBytes?: number
  /**
   * Most bytes of acknowledged rows that no query has returned yet; more make writers wait until
   * queries see them. @default 67108864
   */
  readonly maxOverlayBytes?: number
}

/** What the constructor takes: the client and all options. */
export interface KustoSaverParams extends KustoSaverOptions {
  /** Where rows go and queries run. The saver closes it with itself. */
  readonly client: KustoClient
  /**
   * Where the client goes. Telemetry reports it, and it shows whether that is Fabric, where
   * streaming ingestion needs no policy.
   */
  readonly endpoint?: Pick<KustoEndpoint, 'clusterUri' | 'database'>
  /**
   * Milliseconds since 1970, for tests of clocks that differ. @default Date.now, under one clock
   * for all savers of the process, so that what they write is ordered also within a millisecond
   */
  readonly nowMs?: () => number
  /**
   * Clock for the delays and time-outs of reads and writes, so that tests need not wait for them.
   * @default the process's own
   */
  readonly clock?: Clock
}

type OwnOptions = Required<
  Omit<KustoSaverOptions, keyof SinkOptions | keyof TelemetryOptions | 'serde' | 'writeMode'>
>

export const SAVER_DEFAULTS: OwnOptions = {
  maxChunkBytes: 700_000,
  retentionDays: 90,
  queryTimeoutMs: 60_000,
  maxConcurrentQueries: 20,
  listPageRows: 100,
  listPageBytes: 16 * 1024 * 1024,
  manifestCacheBytes: 16 * 1024 * 1024,
  maxOverlayBytes: 64 * 1024 * 1024,
}

const RANGES: readonly (readonly [name: keyof OwnOptions, least: number, most: number])[] = [
  ['maxChunkBytes', 1024, 1_000_000],
  ['retentionDays', 1, 36_500],
  ['queryTimeoutMs', 1, 3_600_000],
  ['maxConcurrentQueries', 1, Number.MAX_SAFE_INTEGER],
  ['listPageRows', 1, 10_000],
  ['listPageBytes', 1, 60 * 1024 * 1024],
  ['manifestCacheBytes', 0, Number.MAX_SAFE_INTEGER],
  ['maxOverlayBytes', 0, Number.MAX_SAFE_INTEGER],
]

/** @throws KustoSaverError `INVALID_OPTION` */
export function resolveWriteMode(mode: WriteMode = 'durable'): WriteMode {
  if (mode === 'durable' || mode === 'buffered') return mode
  throw new KustoSaverError(
    'INVALID_OPTION',
    `Expected \`writeMode\` to be 'durable' or 'buffered', got \`${String(mode)}\``,
  )
}

/**
 * Fills in the defaults of everything but the write path's own options.
 *
 * @throws KustoSaverError `INVALID_OPTION` for anything but an integer in its range
 */
export function resolveSaverOptions(options: KustoSaverOptions): OwnOptions {
  const resolved: Record<keyof OwnOptions, number> = { ...SAVER_DEFAULTS }
  for (const [name, least, most] of RANGES) {
    const value = options[name] ?? SAVER_DEFAULTS[name]
    checkInteger(name, value, { least, most })
    resolved[name] = value
  }
  return resolved
}
