import { realNowMs, realPause } from './fast-time.ts'

/** How long the loop is blocked, and how long it runs between, in real time. */
const BLOCKED_MS = 400
const FREE_MS = 15

/** Blocks the event loop most of the time, as long as this process lives. */
export async function blockLoop(): Promise<never> {
  for (;;) {
    const untilMs = realNowMs() + BLOCKED_MS
    while (realNowMs() < untilMs);
    await realPause(FREE_MS)
  }
}
