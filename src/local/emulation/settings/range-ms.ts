import { badRequest } from '../../failures/bad-request.ts'
import type { SeededRandom } from './seeded-random.ts'

/** Fixed milliseconds, or a random number between two. */
export type RangeMs = number | readonly [leastMs: number, mostMs: number]

export function drawMs(span: RangeMs, random: SeededRandom): number {
  if (typeof span === 'number') return span
  const [least, most] = span
  return least + random.next() * (most - least)
}

/** @param name - of the setting, for the error */
export function readRangeMs(value: unknown, name: string): RangeMs {
  if (isMs(value)) return value
  if (Array.isArray(value)) {
    const [least, most, ...rest]: readonly unknown[] = value
    if (isMs(least) && isMs(most) && least <= most && rest.length === 0) return [least, most]
  }
  throw badRequest(
    `${name} must be milliseconds from 0 up, or [least, most]; got ${JSON.stringify(value)}.`,
  )
}

function isMs(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}
