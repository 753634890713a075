/** The clock of the write path; tests inject their own. */
export interface Clock {
  /** Monotonic milliseconds with an arbitrary origin. */
  nowMs(): number
  /** Calls back once after the delay; the returned function cancels it. */
  schedule(callback: () => void, delayMs: number): () => void
}

// Taken when this module loads: tests of graphs use fake timers, and a retry that waits on a faked
// `setTimeout` would hang.
const { setTimeout, clearTimeout } = globalThis
const now = performance.now.bind(performance)

/** The process's monotonic clock. Its timers keep the process alive, because rows wait for them. */
export const systemClock: Clock = {
  nowMs: now,
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, delayMs)
    return () => {
      clearTimeout(timer)
    }
  },
}
