import { badRequest } from '../failures/bad-request.ts'
import type { EngineClock } from './engine-clock.ts'
import { isJsonObject } from '../../json-object.ts'

/** The error of the cluster's clock. */
export interface ClockSettings {
  /**
   * How far the cluster's clock is ahead of the clock that it was opened with; below 0 it is
   * behind.
   */
  readonly offsetMs: number
}

/** The cluster's clock: another clock plus an offset, which is 0 until it is set. */
export class ClusterClock implements EngineClock {
  readonly #clock: EngineClock
  #offsetMs = 0

  /** @param clock - the clock to which the offset is added */
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

  /** Notifies the other clock that a request waits for this time. */
  requestWaits(delayMs: number): void {
    this.#clock.requestWaits?.(delayMs)
  }

  /** @throws KustoError 400 if it is not a number */
  set(settings: ClockSettings): void {
    this.load(settings)
  }

  /** {@link set} for settings from a file or a request. */
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

  /** Resets the offset. */
  clear(): void {
    this.set({ offsetMs: 0 })
  }

  /** The current settings. */
  get settings(): ClockSettings {
    return { offsetMs: this.#offsetMs }
  }
}
