import { systemClock } from '../../clock.ts'
import type { GaugeReading } from '../metrics/gauge-source.ts'
import type { MetricRecorder } from '../metrics/metric-recorder.ts'
import type { LogFields, SaverLog } from '../logs/saver-log.ts'
import { BLOCKED_WRITES, WAIT_DURATION, WAITING_WRITES } from '../core/semconv.ts'
import { labelsOfWait, WRITE_WAITS, type WriteWait } from '../core/wait-labels.ts'

export interface WriteWaitsParts {
  readonly metrics: MetricRecorder
  readonly log: SaverLog
}

/**
 * Under steady pressure writers wait again and again. This counts as one stall, with one line a
 * minute.
 */
const LEAST_BETWEEN_LINES_MS = 60_000

/** A stall lasts from the first waiting writer until none waits. */
interface Stall {
  readonly startMs: number
  readonly isLogged: boolean
  waiting: number
  writes: number
}

/**
 * Writers that wait for space. Counts them when they begin to wait, because some never stop, and
 * logs one line per stall, not per write.
 */
export class WriteWaits {
  readonly #parts: WriteWaitsParts
  readonly #stalls = new Map<WriteWait, Stall>()
  readonly #loggedAtMs = new Map<WriteWait, number>()

  constructor(parts: WriteWaitsParts) {
    this.#parts = parts
  }

  began(reason: WriteWait, fields: () => LogFields): void {
    this.#parts.metrics.add(BLOCKED_WRITES, 1, labelsOfWait(reason))
    const stall = this.#stalls.get(reason) ?? this.#begin(reason, fields)
    stall.waiting += 1
    stall.writes += 1
  }

  ended(reason: WriteWait, waitedMs: number): void {
    this.#parts.metrics.record(WAIT_DURATION, waitedMs / 1000, labelsOfWait(reason))
    const stall = this.#stalls.get(reason)
    if (stall === undefined) return
    stall.waiting -= 1
    if (stall.waiting > 0) return
    this.#stalls.delete(reason)
    if (!stall.isLogged) return
    const stalledMs = Math.round(systemClock.nowMs() - stall.startMs)
    this.#parts.log.write(
      'info',
      () => ({ op: 'wait', reason, writes: stall.writes, duration_ms: stalledMs }),
      'no writer waits any more',
    )
  }

  readGauges(): GaugeReading[] {
    return WRITE_WAITS.map((reason) => ({
      metric: WAITING_WRITES,
      attributes: labelsOfWait(reason),
      value: this.#stalls.get(reason)?.waiting ?? 0,
    }))
  }

  #begin(reason: WriteWait, fields: () => LogFields): Stall {
    const nowMs = systemClock.nowMs()
    const loggedAtMs = this.#loggedAtMs.get(reason) ?? Number.NEGATIVE_INFINITY
    const isLogged = nowMs - loggedAtMs >= LEAST_BETWEEN_LINES_MS
    const stall = { startMs: nowMs, isLogged, waiting: 0, writes: 0 }
    this.#stalls.set(reason, stall)
    if (isLogged) {
      this.#loggedAtMs.set(reason, nowMs)
      this.#parts.log.write(
        'warn',
        () => ({ op: 'wait', reason, ...fields() }),
        `the ${reason} is full, writers wait`,
      )
    }
    return stall
  }
}
