import { badRequest } from '../failures/bad-request.ts'
import type { EngineClock } from './engine-clock.ts'
import { isJsonObject } from '../../json-object.ts'

/** How wrong the cluster's clock is. */
export interface ClockSettings {
  /** How far the cluster's clock is ahead of the one it was opened with; below 0 it is behind. */
  readonly offsetMs: number
}

/**
 * What the cluster takes for the time: another clock's, and a difference that is 0 until it is set.
 */
export class ClusterClock implements EngineClock {
  readonly #clock: EngineClock
  #offsetMs = 0

  /** @param clock - the one that the cluster's differs from */
  constructor(clock: EngineClock) {
    this.#clock = clock
  }

  /** The cluster's time in Unix milliseconds. */
  nowMs(): number {
    return this.#clock.nowMs() + this.#offsetMs
  }

  /** Calls back once after the delay; the returned function cancels it. */
  schedule(callback: () => void | Promise<void>, delayMs: number): () => void {
    return this.#clock.schedule(callback, delayMs)
  }

  /** Tells the other clock that a request waits for so long from now. */
  requestWaits(delayMs: number): void {
    this.#clock.requestWaits?.(delayMs)
  }

  /** @throws KustoError 400 when it is no number */
  set(settings: ClockSettings): void {
    this.load(settings)
  }

  /** {@link set} for settings as a file or a request has them. */
  load(settings: unknown): void {
    const { offsetMs, ...others } = isJsonObject(settings) ? settings : {}
    if (
      typeof offsetMs !== 'number' ||
      !Number.isFinite(offsetMs) ||
      Object.keys(others).length > 0
    ) {
      throw badRequest(`Set a clock with { offsetMs }; got ${JSON.stringify(settings)}.`)
    }
    this.#offsetMs = offsetMs
  }

  /** No difference any more. */
  clear(): void {
    this.set({ offsetMs: 0 })
  }

  /** What is set. */
  get settings(): ClockSettings {
    return { offsetMs: this.#offsetMs }
  }
}
