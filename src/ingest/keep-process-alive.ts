import { LONGEST_TIMER_MS } from '../longest-timer.ts'

// Taken when this module loads, so that fake timers installed later do not count it.
const { setInterval, clearInterval } = globalThis

/** Keeps the process alive until the work is done; a pending promise alone does not. */
export async function keepProcessAlive<T>(work: Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, LONGEST_TIMER_MS)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}
