import type { MeterProvider, TracerProvider } from '@opentelemetry/api'
import { KustoSaverError } from '../errors.ts'
import { checkInteger } from '../integer-option.ts'
import type { KustoLogger, LogLevel } from './logs/logger.ts'
import { LONGEST_TIMER_MS } from '../longest-timer.ts'

/** Where spans, metrics and log lines go. */
export interface TelemetryOptions {
  /**
   * Where log lines go: a pino logger, or another one with its methods. Without one nothing is
   * logged.
   */
  readonly logger?: KustoLogger
  /**
   * Lines below this level are not written, whatever the logger takes. @default 'trace', so that
   * the logger's own level decides
   */
  readonly logLevel?: LogLevel
  /** Where spans go. @default OpenTelemetry's global provider, also one that is registered later */
  readonly tracerProvider?: TracerProvider
  /**
   * Where metrics go. @default OpenTelemetry's global provider, also one that is registered later
   */
  readonly meterProvider?: MeterProvider
  /** What is measured and recorded. */
  readonly telemetry?: TelemetrySettings
}

/** What is measured and recorded. */
export interface TelemetrySettings {
  /**
   * Milliseconds after which rows that no query has returned are looked for, so that ingestion lag
   * is measured where nobody reads; 0 for never. It costs a query an interval, or one for each
   * 2,000 rows where more wait, only while such rows are there and metrics are collected. @default
   * 10000
   */
  readonly lagProbeIntervalMs?: number
  /**
   * Puts the KQL of queries and commands on spans, as `db.query.text`. Queries carry no values
   * (those are parameters), commands may.
   * @default false
   */
  readonly dangerouslyRecordQueryText?: boolean
}

const DEFAULT_LAG_PROBE_INTERVAL_MS = 10_000

const LEVELS: readonly unknown[] = [undefined, 'trace', 'debug', 'info', 'warn', 'error']

/** @throws KustoSaverError `INVALID_OPTION` */
export function resolveTelemetryOptions({
  logLevel,
  telemetry = {},
}: TelemetryOptions): Required<TelemetrySettings> {
  if (!LEVELS.includes(logLevel)) {
    throw new KustoSaverError(
      'INVALID_OPTION',
      `Expected \`logLevel\` to be 'trace', 'debug', 'info', 'warn' or 'error', got \`${String(logLevel)}\``,
    )
  }
  const { lagProbeIntervalMs = DEFAULT_LAG_PROBE_INTERVAL_MS, dangerouslyRecordQueryText = false } =
    telemetry
  checkInteger('telemetry.lagProbeIntervalMs', lagProbeIntervalMs, {
    least: 0,
    most: LONGEST_TIMER_MS,
  })
  return { lagProbeIntervalMs, dangerouslyRecordQueryText }
}
