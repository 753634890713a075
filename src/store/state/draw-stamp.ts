import type { Stamp } from '../../tables/rows.ts'
import type { StoreContext } from './store-context.ts'

/**
 * For rows of the thread: newer than everything that was read of it, also than rows of a writer
 * whose clock is far ahead.
 *
 * @param incarnation - the life that the rows belong to; it is known from now on
 */
export function drawStamp(
  { clock, threads, writer }: StoreContext,
  threadId: string,
  incarnation: number,
): Stamp {
  threads.sawIncarnation(threadId, incarnation)
  return { revision: clock.nextAfter(threads.aheadOf(threadId)), writer }
}
