import { systemClock, type Clock } from '../../src/clock.ts'

const TIMES = 50

/** A clock that skips every wait, for tests of which requests are retried, not when. */
export const hastyClock: Clock = {
  nowMs: () => systemClock.nowMs() * TIMES,
  schedule: (callback, delayMs) => systemClock.schedule(callback, delayMs / TIMES),
}
