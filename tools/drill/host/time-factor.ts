/** How much faster time runs in a drill: an hour takes three minutes. */
export const FACTOR = 20

const ORIGIN_VARIABLE = 'DRILL_ORIGIN_MS'

/** When fast time and real time were the same: milliseconds since 1970. */
export function originMs(nowMs: number): number {
  process.env[ORIGIN_VARIABLE] ??= String(nowMs)
  return Number(process.env[ORIGIN_VARIABLE])
}

/** Minutes of fast time in real milliseconds. */
export function realMsOf(minutes: number): number {
  return (minutes * 60_000) / FACTOR
}

/** Real milliseconds in minutes of fast time. */
export function minutesOf(realMs: number): number {
  return (realMs * FACTOR) / 60_000
}
