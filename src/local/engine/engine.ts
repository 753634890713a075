import type { Delays } from '../emulation/delays/delays.ts'
import type { EmulationSettings } from '../emulation/presets/emulation-settings.ts'
import type { FaultPlan } from '../emulation/faults/fault-plan.ts'
import type { Column } from '../values/types.ts'
import type { RequestLimits } from '../emulation/limits/request-limits.ts'
import type { LocalKustoStats } from './local-kusto-stats.ts'
import type { WorkloadGroup } from '../emulation/workload/workload-group.ts'
import type { ClusterClock } from '../clock/cluster-clock.ts'
import type { JournaledRequest } from '../emulation/requests/request-journal.ts'

/**
 * The local Kusto as seen by the in-process client and the HTTP server. Every call may throw
 * `KustoError`. Implemented by `LocalKusto`.
 */
export interface Engine {
  /** Runs one KQL text and returns every tabular statement's result in order. */
  query(request: EngineQuery): Promise<QueryOutcome>
  /** Runs one management command (or a script of them). */
  command(request: EngineCommand): Promise<ResultTable>
  /** Streaming ingestion: resolves when the rows are committed. */
  ingest(request: EngineIngest): Promise<void>
  /**
   * Queued ingestion: resolves when the data is stored; it gets into its table, or into the list of
   * failures, later.
   */
  enqueue(request: EngineEnqueue): Promise<void>
  /** Controls of faults, delays and limits; undefined for an engine without them. */
  readonly control?: EngineControl
}

/** The emulation controls and the request log of an engine. */
export interface EngineControl {
  readonly faults: FaultPlan
  readonly delays: Delays
  readonly limits: RequestLimits
  readonly workload: WorkloadGroup
  readonly clock: ClusterClock
  /** The latest requests, latest last. */
  readonly requests: readonly JournaledRequest[]
  stats(): LocalKustoStats
  /** Sets everything that is emulated at once. */
  emulate(settings: EmulationSettings): void
}

export interface EngineQuery {
  readonly database: string
  readonly text: string
  /**
   * Unchanged parameter values: KQL literals, or raw strings and numbers as some SDKs send them.
   */
  readonly parameters: Readonly<Record<string, unknown>>
  /** Request properties such as `truncationmaxsize`, `notruncation`, `servertimeout`. */
  readonly options: Readonly<Record<string, unknown>>
  readonly clientRequestId?: string | undefined
}

export interface EngineCommand {
  readonly database: string
  readonly text: string
  readonly options: Readonly<Record<string, unknown>>
  readonly clientRequestId?: string | undefined
}

export interface EngineIngest {
  readonly database: string
  readonly table: string
  /** Lower case: `json`, `multijson`, `csv`, … */
  readonly format: string
  readonly mapping: string | undefined
  /** Uncompressed bytes. */
  readonly body: Uint8Array
  /** A blob with the rows, with its signature, in place of {@link body}. */
  readonly sourceUri?: string | undefined
  readonly clientRequestId?: string | undefined
}

export interface EngineEnqueue extends EngineIngest {
  readonly flushImmediately?: boolean | undefined
  /** Extent tags, `ingest-by:…` among them. */
  readonly tags?: readonly string[] | undefined
  /** `ingest-by` tags for which the data is to be skipped. */
  readonly ingestIfNotExists?: readonly string[] | undefined
}

/** Planted faults in an answer. */
export interface Breakable {
  /** The answer is cut off in the middle: over HTTP its body is truncated. */
  readonly isCut?: boolean
}

export interface QueryOutcome extends Breakable {
  readonly tables: readonly ResultTable[]
  /** A partial failure: the tables above are incomplete, and the caller must not use them. */
  readonly partialFailure?: { readonly code: string; readonly message: string }
}

export interface ResultTable extends Breakable {
  readonly name: string
  readonly columns: readonly Column[]
  /**
   * Values as in Kusto's JSON: long and int as number (bigint beyond 2^53), real as number or
   * 'NaN', 'Infinity', '-Infinity', decimal as string, bool as boolean, datetime as ISO text with
   * up to 7 fraction digits, timespan as text, dynamic as a parsed JSON value, null for null.
   */
  readonly rows: readonly (readonly unknown[])[]
}
