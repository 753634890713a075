import { z } from 'zod'

/** One measurement of k6. */
export interface K6Sample {
  readonly metric: string
  readonly atMs: number
  readonly value: number
  readonly tags: Readonly<Record<string, string>>
}

/** Most lines are of other metrics, which no chart shows. */
const WANTED =
  /^\{"metric":"(?:iterations|dropped_iterations|http_req_duration|http_req_failed|failed_requests)"/

/** Group of the requests of the script's `setup`. */
const SETUP = '::setup'

const Line = z.object({
  metric: z.string(),
  type: z.literal('Point'),
  data: z.object({
    time: z.iso.datetime({ offset: true }),
    value: z.number(),
    tags: z.record(z.string(), z.string()).nullish(),
  }),
})

/**
 * A line of k6's JSON output (grafana.com/docs/k6, "JSON output").
 *
 * @returns undefined for lines that are not samples, samples that no chart shows or from before the
 * load, and the partial last line of a killed k6
 */
export function readK6Sample(line: string): K6Sample | undefined {
  if (!WANTED.test(line)) return undefined
  const json = parse(line)
  if (json === undefined) return undefined
  const { metric, data } = Line.parse(json)
  const tags = data.tags ?? {}
  if (tags['group'] === SETUP) return undefined
  return { metric, atMs: Date.parse(data.time), value: data.value, tags }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
