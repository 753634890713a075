/**
 * Node's timers take no longer delay in milliseconds
 * (nodejs.org/api/timers.html#settimeoutcallback-delay-args).
 */
export const LONGEST_TIMER_MS: number = 2 ** 31 - 1
