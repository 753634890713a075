import { setImmediate, setTimeout as pause } from 'node:timers/promises'
import type { VirtualClock } from '../../../src/local/index.ts'

const STEP_MS = 20
/** Savers wait in real time before they retry, so the clock must not run ahead of them. */
const IDLE_MS = 1

/** Advances virtual time while some work waits for it. */
export async function driveClock<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  const state = { isDone: false }
  const watched = work.finally(() => {
    state.isDone = true
  })
  watched.catch(() => undefined) // the awaiting code below gets the error
  while (!state.isDone) {
    await clock.advance(STEP_MS)
    if (clock.pendingTimers === 0) await pause(IDLE_MS)
    else await setImmediate()
  }
  return watched
}
