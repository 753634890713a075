import type { Stamp } from '../../tables/rows.ts'
import type { StoreContext } from './store-context.ts'

/**
 * Draws a stamp for rows of the thread: newer than everything read of it, including rows of a
 * writer whose clock is far ahead.
 *
 * @param incarnation - the incarnation of the rows, which is recorded
 */
export function drawStamp(
  { clock, threads, writer }: StoreContext,
  threadId: string,
  incarnation: number,
): Stamp {
  threads.sawIncarnation(threadId, incarnation)
  return { revision: clock.nextAfter(threads.aheadOf(threadId)), writer }
}
