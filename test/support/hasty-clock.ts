import { systemClock, type Clock } from '../../src/clock.ts'

const TIMES = 50

/** A clock on which time flies: for tests of what is sent again, not of when. */
export const hastyClock: Clock = {
  nowMs: () => systemClock.nowMs() * TIMES,
  schedule: (callback, delayMs) => systemClock.schedule(callback, delayMs / TIMES),
}
