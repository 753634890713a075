import { LONGEST_TIMER_MS } from '../longest-timer.ts'

// Taken when this module loads, so that fake timers installed later do not count it among theirs.
const { setInterval, clearInterval } = globalThis

/** Keeps the process from ending while the work is not done: a waiting promise alone does not. */
export async function keepingAlive<T>(work: Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, LONGEST_TIMER_MS)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}
