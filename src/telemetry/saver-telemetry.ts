import type { KustoSaverError } from '../errors.ts'
import type { BatchSender, SenderDecorator } from '../ingest/batch-sender.ts'
import type { ConcurrencyLimit } from '../kusto/concurrency-limit.ts'
import type { RowSink } from '../ingest/row-sink.ts'
import type { IngestionMode } from '../ingest/sink-options.ts'
import type { SinkObserver } from '../ingest/sink-observer.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'
import { SIGN_IN_FAILED } from '../kusto-error.ts'
import type { SignInListener } from '../kusto/watch-sign-ins.ts'
import type { RefusedProperty } from '../kusto/pinned-client.ts'
import type { Overlay, OverlayObserver } from '../overlay/overlay.ts'
import type { SaverOperations } from '../saver/saver-operations.ts'
import type { Fork } from '../store/state/fork-watch.ts'
import type { StoreCounts } from '../store/state/store-counts.ts'
import type { TornObserver } from '../store/state/torn-watch.ts'
import type { UnseenObserver, UnseenReport } from '../store/state/unseen-rows.ts'
import type { OverlayLimit, OverlayWaitObserver } from '../store/state/overlay-limit.ts'
import type { QueryRetry } from '../store/queries/query-runner.ts'
import type { ClusterClock } from '../store/revisions/cluster-clock.ts'
import type { WriterAhead } from '../store/state/store-context.ts'
import type { WriteMode } from '../store/state/write-backlog.ts'
import type { Clock } from '../clock.ts'
import { ClockTelemetry, readClockGauges } from './ports/clock-telemetry.ts'
import { definedAttributes, type Attributes } from './core/defined-attributes.ts'
import { readFillGauges } from './metrics/fill-gauges.ts'
import type { GaugeReading, GaugeSource } from './metrics/gauge-source.ts'
import { HealthGauges, type CheckedHealth } from './metrics/health-gauges.ts'
import { InFlight } from './metrics/in-flight.ts'
import { InstrumentedClient } from './ports/instrumented-client.ts'
import { OBSERVED_OPERATIONS, InstrumentedOperations } from './ports/instrumented-operations.ts'
import { InstrumentedSender } from './ports/instrumented-sender.ts'
import type { KustoPlace } from './core/kusto-place.ts'
import { LagProbe } from './metrics/lag-probe.ts'
import { MetricRecorder } from './metrics/metric-recorder.ts'
import { OperationTelemetry } from './ports/operation-telemetry.ts'
import { REQUEST_OPERATIONS, RequestNaming } from './core/request-names.ts'
import { RequestTelemetry } from './ports/request-telemetry.ts'
import { SaverLog, type LogFields } from './logs/saver-log.ts'
import { SummedLines } from './logs/summed-lines.ts'
import {
  CALLS_IN_FLIGHT,
  CALLS_STALLED,
  DB_OPERATION_NAME,
  ERROR_TYPE,
  FORKS,
  LOST_ROWS,
  OLDEST_CALL_AGE,
  OLDEST_REQUEST_AGE,
  OPEN_SAVERS,
  OPERATION,
  OVERDUE_ROWS,
  REQUESTS_IN_FLIGHT,
  TOKENS,
  WAIT_DURATION,
  type MetricDefinition,
  type SpanDefinition,
} from './core/semconv.ts'
import { ShownThreads } from './core/shown-threads.ts'
import { PlaceLabels } from './core/place-labels.ts'
import { labelsOfTable } from './core/table-labels.ts'
import { readSpoolGauges, SpoolTelemetry } from './ports/spool-telemetry.ts'
import type { SpoolObserver, SpoolStatus } from '../spool/spool-status.ts'
import { StoreTelemetry } from './ports/store-telemetry.ts'
import { TornTelemetry } from './ports/torn-telemetry.ts'
import { labelsOfWait } from './core/wait-labels.ts'
import { withoutThrowing } from './core/without-throwing.ts'
import { SpanSource } from './traces/span-source.ts'
import { resolveTelemetryOptions, type TelemetryOptions } from './telemetry-options.ts'
import { ViewAge } from './metrics/view-age.ts'
import { VisibilitySample } from './metrics/visibility-sample.ts'
import {
  readLag,
  readOverlayGauges,
  TABLE_OF,
  VisibilityTelemetry,
} from './metrics/visibility-telemetry.ts'
import { WriteTelemetry } from './ports/write-telemetry.ts'
import { WriteWaits } from './ports/write-waits.ts'

const CALLS_GAUGES = { count: CALLS_IN_FLIGHT, oldestAge: OLDEST_CALL_AGE, stalled: CALLS_STALLED }
const REQUEST_GAUGES = { count: REQUESTS_IN_FLIGHT, oldestAge: OLDEST_REQUEST_AGE }

const NO_ATTRIBUTES: Attributes = {}

const SIGN_INS = {
  renewed: NO_ATTRIBUTES,
  failed: definedAttributes([ERROR_TYPE, SIGN_IN_FAILED]),
}

export interface WatchedParts {
  readonly client: KustoClient
  readonly overlay: Overlay
  readonly overlayLimit: OverlayLimit
  readonly sink: Pick<RowSink, 'fill' | 'turns'>
  readonly spool: { readonly status: SpoolStatus } | undefined
  readonly queries: Pick<ConcurrencyLimit, 'limit' | 'waiting'>
  readonly clusterClock: ClusterClock
  /** The mode of ingestion, which decides how long rows may be invisible. */
  readonly ingestion: IngestionMode
}

/** Which saver this is. */
export interface Identity {
  readonly writer: string
  readonly place: KustoPlace
}

/** All telemetry of one saver: decorators of its ports, and observers. */
export class SaverTelemetry implements GaugeSource {
  readonly #spans: SpanSource
  readonly #place: PlaceLabels
  readonly #metrics: MetricRecorder
  readonly #log: SaverLog
  readonly #lines: SummedLines
  readonly #threads: ShownThreads
  readonly #naming: RequestNaming
  readonly #requests: RequestTelemetry
  readonly #writes: WriteTelemetry
  readonly #waits: WriteWaits
  readonly #calls = new InFlight(CALLS_GAUGES, OPERATION, OBSERVED_OPERATIONS)
  readonly #sent = new InFlight(REQUEST_GAUGES, DB_OPERATION_NAME, REQUEST_OPERATIONS)
  readonly #clocks: ClockTelemetry
  readonly #health = new HealthGauges()
  readonly #lagProbeIntervalMs: number
  /** Counters of the store. */
  readonly storeCounts: StoreCounts
  /** Checkpoints that lack values. */
  readonly tornObserver: TornObserver
  #watched:
    | (WatchedParts & { viewAge: ViewAge; probe: LagProbe; sample: VisibilitySample })
    | undefined

  /** Acknowledged rows that queries do not return. */
  readonly unseenObserver: UnseenObserver = {
    overdue: (report) => {
      this.#logUnseen('warn', report, OVERDUE_ROWS, 'acknowledged rows are not visible yet')
    },
    lost: (report) => {
      this.#logUnseen('error', report, LOST_ROWS, 'acknowledged rows never became visible')
    },
  }

  /**
   * Two savers continued from the same checkpoint. Logged once per thread, which is enough to
   * investigate.
   */
  readonly forkSeen = (fork: Fork): void => {
    this.#metrics.add(FORKS, 1, {})
    if (!fork.isFirstOfThread) return
    this.#log.write(
      'warn',
      () => ({
        op: 'fork',
        thread_id: fork.threadId,
        checkpoint_ns: fork.checkpointNs,
        parent_checkpoint_id: fork.parentCheckpointId,
        writers: fork.writers,
      }),
      'two savers continued from the same checkpoint',
    )
  }

  /** Writers that wait for space in the overlay. */
  readonly overlayWaits: OverlayWaitObserver = {
    began: ({ rows, bytes, maxBytes }) => {
      this.#waits.began('overlay', () => ({ rows, bytes, max_bytes: maxBytes }))
    },
    ended: (waitedMs) => {
      this.#waits.ended('overlay', waitedMs)
    },
    hung: (afterMs) => {
      this.#log.write(
        'warn',
        () => ({ op: 'visibility', duration_ms: afterMs }),
        'a query for visible rows hung and was given up',
      )
    },
  }

  /** For the overlay, which must share the write path's clock. */
  readonly overlayObserver: OverlayObserver

  /** @throws KustoSaverError `INVALID_OPTION` */
  constructor(options: TelemetryOptions & { readonly clock?: Clock }, { writer, place }: Identity) {
    const { lagProbeIntervalMs, dangerouslyRecordQueryText } = resolveTelemetryOptions(options)
    this.#lagProbeIntervalMs = lagProbeIntervalMs
    this.#spans = new SpanSource(options.tracerProvider)
    this.#place = new PlaceLabels(place)
    this.#metrics = new MetricRecorder(options.meterProvider, this, this.#place)
    this.#threads = new ShownThreads(options.telemetry?.threadIds)
    this.#log = new SaverLog({
      logger: options.logger,
      level: options.logLevel,
      bindings: bindingsOf(writer, place),
      threads: this.#threads,
    })
    this.#lines = new SummedLines(this.#log, options.clock)
    const shared = { spans: this.#spans, metrics: this.#metrics, log: this.#log }
    this.#naming = new RequestNaming(place)
    this.#requests = new RequestTelemetry({
      ...shared,
      naming: this.#naming,
      recordsQueryText: dangerouslyRecordQueryText,
      requests: this.#sent,
    })
    this.#waits = new WriteWaits(shared)
    this.#writes = new WriteTelemetry({ ...shared, lines: this.#lines, waits: this.#waits })
    this.#clocks = new ClockTelemetry(shared)
    this.spoolObserver = new SpoolTelemetry(shared)
    this.tornObserver = new TornTelemetry(shared)
    this.storeCounts = new StoreTelemetry(this.#metrics)
    this.overlayObserver = new VisibilityTelemetry(this.#metrics, () => this.#watched)
  }

  get sinkObserver(): SinkObserver {
    return this.#writes
  }

  client(inner: KustoClient): KustoClient {
    return new InstrumentedClient(inner, this.#requests)
  }

  readonly decorateSender: SenderDecorator = (inner, path): BatchSender =>
    new InstrumentedSender(inner, path, {
      spans: this.#spans,
      metrics: this.#metrics,
      naming: this.#naming,
    })

  operations(inner: SaverOperations, writeMode: WriteMode): SaverOperations {
    const metrics = this.#metrics
    const operations = new OperationTelemetry({
      spans: this.#spans,
      metrics,
      log: this.#log,
      calls: this.#calls,
      threads: this.#threads,
    })
    return new InstrumentedOperations(inner, { operations, metrics, writeMode })
  }

  readonly queryRetried = ({ summary, attempt, delayMs, error }: QueryRetry): void => {
    this.#writes.countRetry('query', error)
    this.#lines.write(
      'warn',
      `query ${error.code}`,
      () => ({
        op: 'query',
        summary,
        attempt,
        delay_ms: Math.round(delayMs),
        kusto_code: error.code,
        http_status: error.status,
        activity_id: error.activityId,
        client_request_id: error.clientRequestId,
      }),
      'query failed, will be retried',
    )
  }

  readonly queriesThrottled = (limit: number): void => {
    this.#lines.write(
      'warn',
      'query',
      () => ({ op: 'query', limit }),
      'throttled, sending fewer requests at once',
    )
  }

  readonly queryTurnCame = (waitedMs: number): void => {
    this.#metrics.record(WAIT_DURATION, waitedMs / 1000, labelsOfWait('query_turn'))
  }

  /** Kusto rejects a property that queries should have; from now on the saver omits it. */
  readonly propertyRefused = ({ name, error }: RefusedProperty): void => {
    this.#log.write(
      'warn',
      () => ({ op: 'query', property: name, kusto_code: error.code, http_status: error.status }),
      'request property rejected, queries are sent without it',
    )
  }

  /** A buffered write failed after its call had settled. */
  readonly writeLost = (failure: KustoSaverError): void => {
    this.#log.write(
      'error',
      () => ({ op: failure.operation, thread_id: failure.threadId, err: this.#log.shown(failure) }),
      'buffered write lost',
    )
  }

  /** Rows that wait on the local disk. */
  readonly spoolObserver: SpoolObserver

  readonly signedIn: SignInListener = (result) => {
    this.#metrics.add(TOKENS, 1, SIGN_INS[result])
  }

  /** A health report is there. */
  readonly healthChecked = (checks: readonly CheckedHealth[]): void => {
    this.#health.checked(checks)
  }

  readonly clockSkewed = (aheadMs: number): void => {
    this.#clocks.skewed(aheadMs)
  }

  readonly writerAhead = (row: WriterAhead): void => {
    this.#clocks.writerAhead(row)
  }

  /** Runs work outside the checkpointer's contract with one span around its requests. */
  async traced<T>(
    { name, kind }: SpanDefinition,
    work: () => Promise<T>,
    threadIds: readonly (string | undefined)[] = [],
  ): Promise<T> {
    const span = this.#spans.start(name, { kind })
    try {
      return await span.run(work)
    } catch (error) {
      withoutThrowing(() => span.fail(this.#threads.failure(error)), undefined)
      throw this.thrown(error, threadIds)
    } finally {
      span.end()
    }
  }

  /** An error as a call throws it: with the ids of threads as they may be shown. */
  thrown(error: unknown, threadIds?: readonly (string | undefined)[]): unknown {
    return withoutThrowing(() => this.#threads.error(error, threadIds), error)
  }

  /** Log lines about the saver's lifecycle. */
  log(fields: () => LogFields, message: string): void {
    this.#log.write('info', fields, message)
  }

  logFailure(op: string, error: unknown): void {
    this.#log.write('error', () => ({ op, err: this.#log.shown(error) }), `${op} failed`)
  }

  /** Starts to watch the overlay, the sink and the view. */
  watch(parts: WatchedParts): void {
    const { client, overlay, overlayLimit } = parts
    const viewAge = new ViewAge(client)
    const shared = {
      intervalMs: this.#lagProbeIntervalMs,
      isWanted: () => this.#metrics.isLive,
      onFailed: (error: unknown) => this.#probeFailed(error),
    }
    const probe = new LagProbe({
      ...shared,
      overlay,
      check: async () => overlayLimit.checkVisibility(),
      readView: async () => viewAge.read(),
    })
    const sample = new VisibilitySample({
      ...shared,
      check: async (entries) => overlayLimit.checkRows(entries),
      isHeld: (entry) => overlay.holds(entry),
    })
    this.#watched = { ...parts, viewAge, probe, sample }
    // If an SDK is already registered, the saver's gauges start now, not with its first call.
    void this.#metrics.isLive
  }

  readGauges(): readonly GaugeReading[] {
    return this.#gauges().map(({ attributes = NO_ATTRIBUTES, ...reading }) => ({
      ...reading,
      attributes: this.#place.with(attributes),
    }))
  }

  close(): void {
    this.#watched?.probe.stop()
    this.#watched?.sample.stop()
    this.#lines.close()
    this.#metrics.close()
  }

  #gauges(): readonly GaugeReading[] {
    const watched = this.#watched
    if (watched === undefined) return this.#ownGauges()
    // rows that arrived before anybody collected have not armed the probe
    if (watched.overlay.size > 0) watched.probe.arm()
    return [
      ...this.#ownGauges(),
      ...readOverlayGauges(watched.overlay),
      // without checks, a row that nobody reads would seem invisible for ever
      ...(this.#lagProbeIntervalMs === 0
        ? []
        : readLag(watched.overlay, watched.ingestion, watched.overlayLimit.checkedAtMs)),
      ...readFillGauges(watched),
      ...(watched.spool === undefined ? [] : readSpoolGauges(watched.spool.status)),
      ...watched.viewAge.readGauges(),
      ...readClockGauges(watched.clusterClock),
    ]
  }

  #ownGauges(): GaugeReading[] {
    return [
      { metric: OPEN_SAVERS, value: 1 },
      ...this.#writes.readGauges(),
      ...this.#waits.readGauges(),
      ...this.#calls.readGauges(),
      ...this.#sent.readGauges(),
      ...this.#health.readGauges(),
    ]
  }

  #logUnseen(
    level: 'warn' | 'error',
    { kind, rows, threadId, ageMs }: UnseenReport,
    metric: MetricDefinition,
    message: string,
  ): void {
    const table = TABLE_OF[kind]
    this.#metrics.add(metric, rows, labelsOfTable(table))
    this.#log.write(
      level,
      () => ({ op: 'visibility', table, rows, thread_id: threadId, age_ms: Math.round(ageMs) }),
      message,
    )
  }

  #probeFailed(error: unknown): void {
    this.#log.write(
      'debug',
      () => ({ op: 'lag_probe', failure: this.#threads.failure(error).text }),
      'lag probe failed',
    )
  }
}

function bindingsOf(writer: string, { database, host }: KustoPlace): LogFields {
  return {
    writer,
    ...(database === undefined ? {} : { database }),
    ...(host === undefined ? {} : { server: host }),
  }
}
