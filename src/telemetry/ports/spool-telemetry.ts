import type { Span } from '@opentelemetry/api'
import type { SpoolObserver, SpoolStatus } from '../../spool/spool-status.ts'
import type { SaverLog } from '../logs/saver-log.ts'
import type { GaugeReading } from '../metrics/gauge-source.ts'
import type { MetricRecorder } from '../metrics/metric-recorder.ts'
import { callerSpan } from '../traces/caller-span.ts'
import { withoutThrowing } from '../core/without-throwing.ts'
import {
  SPOOL_BYTES,
  SPOOL_FILL,
  SPOOL_OLDEST_AGE,
  SPOOL_REFUSED_ROWS,
  SPOOL_ROWS,
  SPOOL_SHIP_FAILURES,
  SPOOL_SHIPPED_BYTES,
} from '../core/semconv.ts'

/** Counts and logs rows on the local disk that Kusto did not accept. */
export class SpoolTelemetry implements SpoolObserver {
  readonly #metrics: MetricRecorder
  readonly #log: SaverLog

  constructor({ metrics, log }: { readonly metrics: MetricRecorder; readonly log: SaverLog }) {
    this.#metrics = metrics
    this.#log = log
  }

  /** The operation's span, for the spans of the batches that carry its rows later. */
  callerContext(): Span | undefined {
    return withoutThrowing(callerSpan, undefined)
  }

  shipped(bytes: number): void {
    this.#metrics.add(SPOOL_SHIPPED_BYTES, bytes, {})
  }

  shipFailed(error: unknown): void {
    this.#metrics.add(SPOOL_SHIP_FAILURES, 1, {})
    this.#log.write(
      'warn',
      () => ({ op: 'spool', err: this.#log.shown(error) }),
      'spooled rows wait',
    )
  }

  refused({ threadId, rows, error }: Parameters<NonNullable<SpoolObserver['refused']>>[0]): void {
    this.#metrics.add(SPOOL_SHIP_FAILURES, 1, {})
    this.#log.write(
      'error',
      () => ({ op: 'spool', thread_id: threadId, rows, err: this.#log.shown(error) }),
      'Kusto refuses spooled rows, the thread is stopped',
    )
  }
}

export function readSpoolGauges(status: SpoolStatus): GaugeReading[] {
  const { rows, bytes, maxBytes, oldestAgeMs, refusedRows } = status
  return [
    { metric: SPOOL_ROWS, value: rows },
    { metric: SPOOL_BYTES, value: bytes },
    { metric: SPOOL_FILL, value: bytes / maxBytes },
    { metric: SPOOL_OLDEST_AGE, value: oldestAgeMs / 1000 },
    { metric: SPOOL_REFUSED_ROWS, value: refusedRows },
  ]
}
