/** Time as the engine sees it: the service's wall clock, and timers on it. */
export interface EngineClock {
  /** Unix milliseconds. */
  nowMs(): number
  /**
   * Calls back once after the delay; the returned function takes it back.
   *
   * @param callback - must not reject: nobody hears of it
   */
  schedule(callback: () => void | Promise<void>, delayMs: number): () => void
  /** Told that a request waits for so long from now: a clock that stands still may move on. */
  requestWaits?(delayMs: number): void
}

/**
 * A bare `() => ms` tells the time; its timers run in real time. They keep no process alive: rows
 * that wait behind them are on disk or in a queue already.
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
