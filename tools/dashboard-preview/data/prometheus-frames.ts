import { z } from 'zod'
import type { FrameData, TargetData } from './board-data.ts'

const Point = z.tuple([z.number(), z.string()])

const Answer = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        value: Point.optional(),
        values: z.array(Point).optional(),
      }),
    ),
  }),
})

export interface TimeRange {
  readonly fromMs: number
  readonly toMs: number
}

/** Enough points for a line, fewer than one per sample. */
const POINTS = 50
/**
 * Grafana assumes a minute for a data source without a scrape interval; here it is half a second.
 */
const RATE_WINDOW = '10s'

/**
 * Queries Prometheus like Grafana's data source. @throws Error if Prometheus rejects the expression
 */
export async function prometheusFrames(
  url: string,
  { expr = '', refId, legendFormat, instant }: TargetData,
  range: TimeRange,
): Promise<FrameData[]> {
  const query = withVariables(expr, range)
  const end = String(range.toMs / 1_000)
  const parameters =
    instant === true
      ? { query, time: end }
      : { query, start: String(range.fromMs / 1_000), end, step: String(stepSecondsOf(range)) }
  const response = await fetch(`${url}/api/v1/query${instant === true ? '' : '_range'}`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  })
  if (!response.ok) throw new Error(`Prometheus refuses ${query}: ${await response.text()}`)
  const { data } = Answer.parse(await response.json())
  return data.result.map(({ metric, value, values }) => {
    const points = values ?? (value === undefined ? [] : [value])
    return {
      refId,
      legend: legendOf(typeof legendFormat === 'string' ? legendFormat : '', metric),
      fields: [
        { name: 'Time', type: 'time', values: points.map(([seconds]) => seconds * 1_000) },
        { name: 'Value', type: 'number', values: points.map(([, text]) => numberOf(text)) },
      ],
    }
  })
}

function stepSecondsOf({ fromMs, toMs }: TimeRange): number {
  return Math.max(1, Math.round((toMs - fromMs) / 1_000 / POINTS))
}

function withVariables(expression: string, { fromMs, toMs }: TimeRange): string {
  return expression
    .replaceAll('$__rate_interval', RATE_WINDOW)
    .replaceAll('$__range', `${Math.round((toMs - fromMs) / 1_000)}s`)
    .replaceAll(/\$\{?(job|instance)\}?/g, '.+')
}

function legendOf(format: string, labels: Readonly<Record<string, string>>): string {
  return format.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '').trim()
}

/** JSON has no NaN, and a quantile of nothing is one. */
function numberOf(text: string): number | null {
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}
