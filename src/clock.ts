/** Time as the write path sees it; tests put their own in. */
export interface Clock {
  /** Milliseconds that only grow; where they count from has no meaning. */
  nowMs(): number
  /** Calls back once after the delay; the returned function takes it back. */
  schedule(callback: () => void, delayMs: number): () => void
}

// Taken when this module loads: graphs are tested under fake timers, and a retry that waits on a
// faked `setTimeout` hangs.
const { setTimeout, clearTimeout } = globalThis
const now = performance.now.bind(performance)

/**
 * The process's own monotonic clock; its timers keep the process alive, since rows wait behind
 * them.
 */
export const systemClock: Clock = {
  nowMs: now,
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, delayMs)
    return () => {
      clearTimeout(timer)
    }
  },
}
