import { randomInt } from 'node:crypto'

const COUNTER_DIGITS = 32
const RANDOM_DIGITS = 6

/**
 * The next version of a channel: a 32-digit counter, a dot, ten digits of epoch seconds and six
 * random ones.
 *
 * Versions grow as text. Two forks that write the same step get different versions (with plain
 * integers, one branch would read the other's value), and a version contains the age of its value.
 *
 * @param current - undefined for a new channel; a number for a thread that another saver started
 */
export function nextChannelVersion(
  current: string | number | undefined,
  nowMs: number = Date.now(),
): string {
  const counter = counterOf(current) + 1n
  const seconds = Math.floor(nowMs / 1000) % 10 ** 10
  return [
    counter.toString().padStart(COUNTER_DIGITS, '0'),
    '.',
    seconds.toString().padStart(10, '0'),
    randomInt(10 ** RANDOM_DIGITS)
      .toString()
      .padStart(RANDOM_DIGITS, '0'),
  ].join('')
}

/**
 * {@link nextChannelVersion} with the type of LangGraph's base class, whose graphs are compiled
 * against numeric versions; the engine itself accepts strings everywhere.
 */
export function nextVersionForGraph(current: number | undefined): number
export function nextVersionForGraph(current: string | number | undefined): string | number {
  return nextChannelVersion(current)
}

function counterOf(version: string | number | undefined): bigint {
  const digits = /^\d+/.exec(String(version ?? 0))
  return BigInt(digits?.[0] ?? 0)
}
