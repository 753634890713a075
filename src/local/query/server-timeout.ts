import { badRequest } from '../failures/bad-request.ts'
import { parseTimespan } from '../values/parse-timespan.ts'
import { plainText } from '../values/plain-text.ts'
import { TICKS_PER_MILLISECOND } from '../values/ticks.ts'

/** concepts/query-limits.md, "Limit on request execution time". */
const DEFAULT_MS = 4 * 60_000
const LONGEST_MS = 60 * 60_000

/** How long a request may take: `servertimeout`, or an hour with `norequesttimeout`. */
export function serverTimeoutMs(options: Readonly<Record<string, unknown>>): number {
  const value = options['servertimeout']
  if (value === undefined || value === null) {
    return String(options['norequesttimeout']) === 'true' ? LONGEST_MS : DEFAULT_MS
  }
  const text = plainText(value)
  const [, inner = text] = /^(?:time|timespan)\(\s*(.*?)\s*\)$/.exec(text) ?? []
  const ticks = parseTimespan(inner)
  if (ticks === null || ticks < 0n)
    throw badRequest(`servertimeout must be a timespan; got '${text}'.`)
  return Math.min(LONGEST_MS, Number(ticks) / Number(TICKS_PER_MILLISECOND))
}
