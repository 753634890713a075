import type { SerializerProtocol } from '@langchain/langgraph-checkpoint'
import { KustoSaverError } from './errors.ts'
import { checkMethods, checkOptions } from './check-options.ts'
import type { Clock } from './clock.ts'
import type { SinkOptions } from './ingest/sink-options.ts'
import { checkInteger } from './integer-option.ts'
import { OPTIONS, type OptionTypes } from './option-types.generated.ts'
import { shownValue } from './shown-value.ts'
import type { WriteMode } from './store/state/write-backlog.ts'
import type { KustoClient } from './kusto/kusto-client.ts'
import type { KustoEndpoint } from './kusto/connection/kusto-endpoint.ts'
import { checkMetadataFromConfig, type MetadataFromConfig } from './saver/config-metadata.ts'
import type { SpoolOptions } from './spool/spool-options.ts'
import type { ValueEncryption } from './store/values/value-encryption.ts'
import type { TelemetryOptions } from './telemetry/telemetry-options.ts'

/** Which reads are answered while Kusto does not answer. */
export type ReadsWithoutKusto = 'never' | 'ownThreads'

/** How a saver reads and writes. The client determines where. */
export interface KustoSaverOptions extends SinkOptions, TelemetryOptions {
  /** Serializes values. @default LangGraph's JsonPlusSerializer */
  readonly serde?: SerializerProtocol
  /**
   * Encrypts channel values, pending writes and checkpoints, after `serde`: pass
   * `aesGcmEncryption()` of `langgraph-checkpoint-kusto/encryption`. Ids, metadata, channel names,
   * sizes and times stay readable. @default none
   */
  readonly encryption?: ValueEncryption
  /**
   * Maximum size of a value's chunk, in bytes of UTF-8, 1024 to 1000000. Kusto truncates strings
   * above 1 MB in columns without an encoding policy
   * (data-explorer/kusto/query/scalar-data-types/string.md). @default 700000
   */
  readonly maxChunkBytes?: number
  /**
   * `durable`: a call settles when Kusto has acknowledged it. `buffered`: it settles when its rows
   * are in the buffer; the thread's next call, `flush()` or `close()` throws a failure, and a crash
   * loses unsent rows. `spooled`: it settles when its rows are on the local disk, in `spool.path`;
   * they go to Kusto in the background, after a crash from the next process. @default 'durable'
   */
  readonly writeMode?: WriteMode
  /** The local files of `writeMode: 'spooled'`; other modes reject it. */
  readonly spool?: SpoolOptions
  /**
   * `never`: a read fails while Kusto does not answer. `ownThreads`, with `writeMode: 'spooled'`
   * only: `getTuple`, and `list` of one namespace of a thread, are then answered from memory and
   * the local disk, if this process knows everything that the answer depends on: it has found the
   * thread empty, read its latest checkpoint whole, or deleted it, and written all of it since.
   * Everything else fails. One process at a time must run a thread: what another one wrote since
   * is not noticed before Kusto answers again. Such a read asks Kusto first, unless the saver's
   * last requests all went unanswered; then it is answered at once, until one succeeds. What is
   * kept for this takes at most `maxOverlayBytes` more. @default 'never'
   */
  readonly readsWithoutKusto?: ReadsWithoutKusto
  /**
   * Retention of the tables in days; must match their retention policy, which `setup()` checks.
   * @default 90
   */
  readonly retentionDays?: number
  /**
   * Which keys of `config.metadata` and `config.configurable` go into the metadata of a run's
   * checkpoints, where `list` can filter by them, and where the KQL functions and `deleteForRuns`
   * find tenant, user and `run_id`. LangGraph.js stores none. `true`: all texts, numbers and flags
   * except those of LangGraph and LangSmith, as in Python. With a stored `run_id`, invoking
   * the graph again with the same `run_id` resumes that run. @default false
   */
  readonly metadataFromConfig?: MetadataFromConfig
  /** Time limit of one query in milliseconds. @default 60000 */
  readonly queryTimeoutMs?: number
  /**
   * Maximum concurrent queries; others wait in order. Fewer run while Kusto throttles. A cluster
   * runs 10 requests per core of a node at a time, for all of its clients
   * (data-explorer/kusto/management/request-rate-limit-policy.md): 20 on its smallest nodes.
   * @default 20
   */
  readonly maxConcurrentQueries?: number
  /**
   * Maximum checkpoints that one request of `list` returns. The first request returns at most 10,
   * unless `limit` fits into one. @default 100
   */
  readonly listPageRows?: number
  /**
   * Maximum bytes that one request of `list` returns, but at least one checkpoint. Kusto's own
   * limit is 64 MB. @default 16777216
   */
  readonly listPageBytes?: number
  /**
   * Maximum bytes of memory for manifests of recently read or written checkpoints, and about as
   * much again for the write calls on them. A put on any other checkpoint costs one more request.
   * @default 16777216
   */
  readonly manifestCacheBytes?: number
  /**
   * Maximum bytes of acknowledged rows that no query has returned yet; more make writers wait until
   * queries see them. @default 67108864
   */
  readonly maxOverlayBytes?: number
}

/** The parameters of the constructor: the client and all options. */
export interface KustoSaverParams extends KustoSaverOptions {
  /** The client for all requests. The saver closes it when it is closed. */
  readonly client: KustoClient
  /**
   * The client's endpoint. Telemetry reports it, and it shows whether the service is Fabric, where
   * streaming ingestion needs no policy.
   */
  readonly endpoint?: Pick<KustoEndpoint, 'clusterUri' | 'database'>
  /**
   * Milliseconds since 1970, for tests with different clocks. @default Date.now, shared by all
   * savers of the process, so that their writes are ordered within a millisecond too
   */
  readonly nowMs?: () => number
  /**
   * Clock for the delays and time-outs of reads and writes, so that tests need not wait.
   * @default the process's own
   */
  readonly clock?: Clock
}

type OwnOptions = Required<
  Omit<
    KustoSaverOptions,
    | keyof SinkOptions
    | keyof TelemetryOptions
    | 'serde'
    | 'encryption'
    | 'writeMode'
    | 'spool'
    | 'readsWithoutKusto'
    | 'metadataFromConfig'
  >
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

/** Options of a saver, whatever makes its client. */
export const SAVER_OPTIONS: readonly OptionTypes[] = [
  OPTIONS.KustoSaverOptions,
  OPTIONS.SinkOptions,
  OPTIONS.TelemetryOptions,
]

/**
 * For callers without types, and for misspelt names that types let through.
 *
 * @throws KustoSaverError `INVALID_OPTION`
 */
export function checkSaverParams(params: KustoSaverParams): void {
  checkOptions(params, [...SAVER_OPTIONS, OPTIONS.KustoSaverParams], { of: 'new KustoSaver()' })
  checkMetadataFromConfig(params.metadataFromConfig)
  checkMethods('serde', params.serde, ['dumpsTyped', 'loadsTyped'])
  checkMethods('encryption', params.encryption, ['currentKey', 'key'])
  checkMethods('clock', params.clock, ['schedule'])
}

/** @throws KustoSaverError `INVALID_OPTION` */
export function resolveWriteMode(mode: WriteMode = 'durable'): WriteMode {
  if (mode === 'durable' || mode === 'buffered' || mode === 'spooled') return mode
  throw new KustoSaverError(
    'INVALID_OPTION',
    `Expected \`writeMode\` to be 'durable', 'buffered' or 'spooled', got ${shownValue(mode)}`,
  )
}

/** @throws KustoSaverError `INVALID_OPTION` */
export function readsOwnThreads(options: KustoSaverOptions): boolean {
  const { readsWithoutKusto: reads = 'never', writeMode } = options
  if (reads === 'never') return false
  if (reads === 'ownThreads' && writeMode === 'spooled') return true
  throw new KustoSaverError(
    'INVALID_OPTION',
    `Expected \`readsWithoutKusto\` to be 'never', or 'ownThreads' with \`writeMode: 'spooled'\`, got \`${reads}\` with \`${writeMode ?? 'durable'}\``,
  )
}

/**
 * Fills in the defaults of all options except those of the write path.
 *
 * @throws KustoSaverError `INVALID_OPTION` for a value that is not an integer in range
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
