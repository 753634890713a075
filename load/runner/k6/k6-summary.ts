import { z } from 'zod'
import type { SaverCall } from '../../http-api.ts'
import type { PromisedCounts } from '../books/saver-books.ts'
import type { Check } from '../check.ts'

/** The argument of `handleSummary` (grafana.com/docs/k6, "Custom summary"). */
const Summary = z.object({
  metrics: z.record(
    z.string(),
    z.object({
      values: z.record(z.string(), z.number().nullable()),
      thresholds: z.record(z.string(), z.object({ ok: z.boolean() })).optional(),
    }),
  ),
})

export type K6Summary = z.infer<typeof Summary>

export function parseK6Summary(text: string): K6Summary {
  return Summary.parse(JSON.parse(text))
}

/** Every threshold with the measured values. */
export function thresholdChecks({ metrics }: K6Summary): Check[] {
  return Object.entries(metrics).flatMap(([metric, { values, thresholds = {} }]) =>
    Object.entries(thresholds).map(([expression, { ok }]) => ({
      name: `${metric}: ${expression}`,
      isMet: ok,
      seen: seenFor(expression, values),
    })),
  )
}

export function countOf({ metrics }: K6Summary, metric: string): number {
  return metrics[metric]?.values['count'] ?? 0
}

export function promisedCounts(summary: K6Summary): PromisedCounts {
  const calls: Record<SaverCall, number> = {
    put: countOf(summary, 'saver_puts'),
    putWrites: countOf(summary, 'saver_put_writes'),
    getTuple: countOf(summary, 'saver_get_tuples'),
    list: countOf(summary, 'saver_lists'),
  }
  return {
    calls,
    checkpoints: countOf(summary, 'rows_checkpoints'),
    writes: countOf(summary, 'rows_writes'),
  }
}

/** `p(95)<500` applies to the value called `p(95)`. */
function seenFor(expression: string, values: K6Summary['metrics'][string]['values']): string {
  const key = /^\s*(?<key>[a-z]+(?:\([\d.]+\))?)/.exec(expression)?.groups?.['key'] ?? ''
  const value = values[key]
  if (value !== null && value !== undefined) return `${key} ${rounded(value)}`
  return Object.entries(values)
    .map(([name, number]) => `${name} ${number === null ? 'none' : rounded(number)}`)
    .join(', ')
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)))
}
