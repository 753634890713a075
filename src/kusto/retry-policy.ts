import { type Clock, systemClock } from '../clock.ts'

export interface RetryPolicy {
  /** Maximum retries of a failed request; throttled ones do not count. @default 3 */
  readonly retries: number
  /** Upper end of the delay after the first failure in milliseconds. @default 500 */
  readonly baseDelayMs: number
  /** Upper end of any delay in milliseconds. @default 32000 */
  readonly maxDelayMs: number
  /** Milliseconds after the first request in which retries may start. @default 60000 */
  readonly retryBudgetMs: number
  /** Whether throttled requests count too, for callers with an alternative. @default false */
  readonly countsThrottling: boolean
  readonly clock: Clock
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number
}

/**
 * The first retry comes soon, because most failures are one broken connection. The third starts 18
 * to 37 seconds after the first request, because a restarting cluster node is unavailable for that
 * long.
 */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  retries: 3,
  baseDelayMs: 500,
  maxDelayMs: 32_000,
  retryBudgetMs: 60_000,
  countsThrottling: false,
  clock: systemClock,
  random: Math.random,
}

const GROWTH = 8

/** @param failures - how often the request has failed so far, from 1 */
export function retryDelayMs(
  failures: number,
  { baseDelayMs, maxDelayMs, random }: RetryPolicy,
): number {
  return jittered(Math.min(maxDelayMs, baseDelayMs * GROWTH ** (failures - 1)), random)
}

/**
 * A random time between half of the delay and all of it: callers spread out, and none retries at
 * once.
 */
export function jittered(delayMs: number, random: () => number): number {
  return (delayMs / 2) * (1 + random())
}
