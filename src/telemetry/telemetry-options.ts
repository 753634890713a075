import type { MeterProvider, TracerProvider } from '@opentelemetry/api'
import { checkMethods, checkOptions } from '../check-options.ts'
import { KustoSaverError } from '../errors.ts'
import { checkInteger } from '../integer-option.ts'
import type { KustoLogger, LogLevel } from './logs/logger.ts'
import { LONGEST_TIMER_MS } from '../longest-timer.ts'
import { OPTIONS } from '../option-types.generated.ts'
import { shownValue } from '../shown-value.ts'

/** Where spans, metrics and log lines go. */
export interface TelemetryOptions {
  /**
   * Where log lines go: a pino logger, or another one with its methods. Without it nothing is
   * logged.
   */
  readonly logger?: KustoLogger
  /**
   * Lines below this level are not written, even if the logger accepts them. @default 'trace', so
   * that the logger's own level decides
   */
  readonly logLevel?: LogLevel
  /** Where spans go. @default OpenTelemetry's global provider, even if it is registered later */
  readonly tracerProvider?: TracerProvider
  /** Where metrics go. @default OpenTelemetry's global provider, even if it is registered later */
  readonly meterProvider?: MeterProvider
  /** What is measured and recorded. */
  readonly telemetry?: TelemetrySettings
}

/** What is measured and recorded. */
export interface TelemetrySettings {
  /**
   * Milliseconds after which the saver queries rows that no query has returned, so that ingestion
   * lag is measured without readers; 0 for never, and then lag, time to visibility and age of the
   * view are unknown. Costs one query per interval, or one for each 2,000 rows if more wait, and
   * one for a sample of new rows, only while there are such rows and metrics are collected.
   * @default 10000
   */
  readonly lagProbeIntervalMs?: number
  /**
   * Puts the KQL of queries and commands on spans, as `db.query.text`. Queries contain no values
   * (those are parameters), commands may. @default false
   */
  readonly dangerouslyRecordQueryText?: boolean
  /**
   * Thread ids on spans, log lines and errors that calls throw, and in their texts: `plain`,
   * `hashed` (the first 16 digits of SHA-256, so that lines of one thread can be found; an id that
   * can be guessed can be found by trying) or `omitted`. Metrics have none. @default 'plain'
   */
  readonly threadIds?: 'plain' | 'hashed' | 'omitted'
}

const DEFAULT_LAG_PROBE_INTERVAL_MS = 10_000

const PLACE = { of: 'The saver', prefix: 'telemetry.' }
const LOGGER_METHODS = ['trace', 'debug', 'info', 'warn', 'error', 'child']
const LEVELS: readonly unknown[] = [undefined, 'trace', 'debug', 'info', 'warn', 'error']

/** @throws KustoSaverError `INVALID_OPTION` */
export function resolveTelemetryOptions({
  logger,
  logLevel,
  tracerProvider,
  meterProvider,
  telemetry = {},
}: TelemetryOptions): Required<Omit<TelemetrySettings, 'threadIds'>> {
  checkOptions(telemetry, [OPTIONS.TelemetrySettings], PLACE)
  checkMethods('logger', logger, LOGGER_METHODS)
  checkMethods('tracerProvider', tracerProvider, ['getTracer'])
  checkMethods('meterProvider', meterProvider, ['getMeter'])
  if (!LEVELS.includes(logLevel)) {
    throw new KustoSaverError(
      'INVALID_OPTION',
      `Expected \`logLevel\` to be 'trace', 'debug', 'info', 'warn' or 'error', got ${shownValue(logLevel)}`,
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
