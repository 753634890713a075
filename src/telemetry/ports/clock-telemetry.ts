import type { ClusterClock } from '../../store/revisions/cluster-clock.ts'
import { revisionTimeMs } from '../../store/revisions/revision-clock.ts'
import type { WriterAhead } from '../../store/state/store-context.ts'
import type { GaugeReading } from '../metrics/gauge-source.ts'
import type { MetricRecorder } from '../metrics/metric-recorder.ts'
import type { SaverLog } from '../logs/saver-log.ts'
import { CLOCK_SKEW, CLOCKS_FOUND_SKEWED, ROWS_AHEAD } from '../core/semconv.ts'

export interface ClockTelemetryParts {
  readonly metrics: MetricRecorder
  readonly log: SaverLog
}

/** One line per writer is enough; this is the maximum number remembered. */
const MAX_WRITERS = 1000

/** Reports wrong clocks: this process's, and those of writers whose rows it reads. */
export class ClockTelemetry {
  readonly #parts: ClockTelemetryParts
  readonly #loggedWriters = new Set<string>()

  constructor(parts: ClockTelemetryParts) {
    this.#parts = parts
  }

  skewed(aheadMs: number): void {
    const { metrics, log } = this.#parts
    metrics.add(CLOCKS_FOUND_SKEWED, 1, {})
    log.write(
      'warn',
      () => ({ op: 'clock', ahead_ms: Math.round(aheadMs) }),
      `this process's clock is ${aheadMs > 0 ? 'ahead of' : 'behind'} the cluster's`,
    )
  }

  writerAhead({ threadId, writer, revision }: WriterAhead): void {
    const { metrics, log } = this.#parts
    metrics.add(ROWS_AHEAD, 1, {})
    if (this.#loggedWriters.has(writer) || this.#loggedWriters.size >= MAX_WRITERS) return
    this.#loggedWriters.add(writer)
    log.write(
      'warn',
      () => ({
        op: 'clock',
        thread_id: threadId,
        writer,
        writer_time: new Date(revisionTimeMs(revision)).toISOString(),
      }),
      "a writer's clock is ahead",
    )
  }
}

/** Whichever is ahead; among several savers in one process the greatest counts. */
export function readClockGauges({ reading }: ClusterClock): GaugeReading[] {
  return [{ metric: CLOCK_SKEW, value: Math.abs(reading?.aheadMs ?? 0) / 1000 }]
}
