/** The engine's clock: the service's wall clock, and timers on it. */
export interface EngineClock {
  /** Unix milliseconds. */
  nowMs(): number
  /**
   * Calls back once after the delay; the returned function cancels it.
   *
   * @param callback - must not reject, because nobody handles it
   */
  schedule(callback: () => void | Promise<void>, delayMs: number): () => void
  /** Notified when a request waits for this time, so that a virtual clock can advance. */
  requestWaits?(delayMs: number): void
}

/**
 * Makes a clock from a bare `() => ms`, with timers in real time. They do not keep the process
 * alive: rows that wait for them are on disk or in a queue already.
 */
export function engineClock(clock: EngineClock | (() => number)): EngineClock {
  if (typeof clock !== 'function') return clock
  return { nowMs: clock, schedule: scheduleReal }
}

function scheduleReal(callback: () => void | Promise<void>, delayMs: number): () => void {
  const timer = setTimeout(() => void callback(), delayMs)
  timer.unref()
  return () => {
    clearTimeout(timer)
  }
}
