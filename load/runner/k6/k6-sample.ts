import { z } from 'zod'

/** One measurement of k6. */
export interface K6Sample {
  readonly metric: string
  readonly atMs: number
  readonly value: number
  readonly tags: Readonly<Record<string, string>>
}

/** The others are not shown, and most lines are of others. */
const WANTED = /^\{"metric":"(?:iterations|dropped_iterations|http_req_duration|http_req_failed)"/

/** What `setup` of the script asks for. */
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
 * @returns undefined for what is no sample, one that no chart shows, or one from before the load
 */
export function readK6Sample(line: string): K6Sample | undefined {
  if (!WANTED.test(line)) return undefined
  const { metric, data } = Line.parse(JSON.parse(line))
  const tags = data.tags ?? {}
  if (tags['group'] === SETUP) return undefined
  return { metric, atMs: Date.parse(data.time), value: data.value, tags }
}
