import { badRequest } from '../failures/bad-request.ts'
import type { EngineClock } from './engine-clock.ts'
import { isJsonObject } from '../../json-object.ts'

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

  constructor(clock: EngineClock) {
    this.#clock = clock
  }

  nowMs(): number {
    return this.#clock.nowMs() + this.#offsetMs
  }

  schedule(callback: () => void | Promise<void>, delayMs: number): () => void {
    return this.#clock.schedule(callback, delayMs)
  }

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
      throw badRequest(`A clock is set by { offsetMs }; got ${JSON.stringify(settings)}.`)
    }
    this.#offsetMs = offsetMs
  }

  clear(): void {
    this.set({ offsetMs: 0 })
  }

  get settings(): ClockSettings {
    return { offsetMs: this.#offsetMs }
  }
}
