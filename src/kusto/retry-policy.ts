import { type Clock, systemClock } from '../clock.ts'

export interface RetryPolicy {
  /** How often a failed request is sent again; a throttled one is not counted. @default 3 */
  readonly retries: number
  /** Upper end of the delay after the first failure in milliseconds. @default 500 */
  readonly baseDelayMs: number
  /** Upper end of any delay in milliseconds. @default 32000 */
  readonly maxDelayMs: number
  /** Milliseconds from the first request after which no further one is begun. @default 60000 */
  readonly retryBudgetMs: number
  /**
   * Whether a throttled request is counted, too: for callers that have another way to go. @default
   * false
   */
  readonly countsThrottling: boolean
  readonly clock: Clock
  /** From 0 up to, not including, 1. */
  readonly random: () => number
}

/**
 * The first retry comes soon, because most failures are one broken connection. The third begins 18
 * to 37 seconds after the first request, because a node of a cluster that restarts is away for that
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

/** @param failures - how often the request has failed by now, from 1 */
export function retryDelayMs(
  failures: number,
  { baseDelayMs, maxDelayMs, random }: RetryPolicy,
): number {
  return jittered(Math.min(maxDelayMs, baseDelayMs * GROWTH ** (failures - 1)), random)
}

/**
 * Random between half of the delay and all of it: callers part from one another, and none comes
 * back at once.
 */
export function jittered(delayMs: number, random: () => number): number {
  return (delayMs / 2) * (1 + random())
}
