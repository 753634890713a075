import { percentiles, type Percentiles } from '../metrics/percentiles.ts'
import { FAILED_REQUESTS, FailedRequests, type FailureKind } from './failed-requests.ts'
import type { K6Sample } from './k6-sample.ts'

/** k6's measurements within one second. */
export interface K6Second {
  iterations: number
  dropped: number
  failed: number
  /** Durations of requests by their tag `op`. */
  readonly durationsMs: Map<string, number[]>
}

/** k6's samples, second by second since the first of them. */
export class K6Timeline {
  #fromMs: number | undefined
  readonly #seconds: K6Second[] = []
  readonly #failures = new FailedRequests()

  add({ metric, atMs, value, tags }: K6Sample): void {
    if (metric === FAILED_REQUESTS) return this.#failures.add({ tags, value })
    const second = this.#secondAt(atMs)
    if (metric === 'iterations') second.iterations += value
    if (metric === 'dropped_iterations') second.dropped += value
    if (metric === 'http_req_failed') second.failed += value
    if (metric === 'http_req_duration') {
      const op = tags['op'] ?? 'request'
      const durations = second.durationsMs.get(op) ?? []
      durations.push(value)
      second.durationsMs.set(op, durations)
    }
  }

  /** Time of the first sample; undefined if there was none. */
  get fromMs(): number | undefined {
    return this.#fromMs
  }

  get failures(): readonly FailureKind[] {
    return this.#failures.kinds
  }

  get seconds(): readonly K6Second[] {
    return this.#seconds
  }

  get ops(): string[] {
    return [...new Set(this.#seconds.flatMap(({ durationsMs }) => [...durationsMs.keys()]))]
  }

  /** Durations of the whole run, by `op`. */
  requests(): Record<string, Percentiles> {
    return Object.fromEntries(
      this.ops.flatMap((op) => {
        const found = percentiles(this.durations(op, this.#seconds))
        return found === undefined ? [] : [[op, found]]
      }),
    )
  }

  durations(op: string, seconds: readonly K6Second[]): number[] {
    return seconds.flatMap(({ durationsMs }) => durationsMs.get(op) ?? [])
  }

  #secondAt(atMs: number): K6Second {
    this.#fromMs ??= atMs
    // samples do not arrive in order, so one may be older than the first
    const index = Math.max(0, Math.floor((atMs - this.#fromMs) / 1_000))
    while (this.#seconds.length <= index) this.#seconds.push(emptySecond())
    return this.#seconds[index] ?? emptySecond()
  }
}

function emptySecond(): K6Second {
  return { iterations: 0, dropped: 0, failed: 0, durationsMs: new Map() }
}
