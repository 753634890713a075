import { z } from 'zod'

/** The host's first line on standard output. */
export const Listening = z.object({ url: z.string(), metricsUrl: z.string() })
export type Listening = z.infer<typeof Listening>

/** The answer of a thread's routes. */
export const ThreadSummary = z.object({
  values: z.object({ messages: z.array(z.string()).default([]) }),
  next: z.array(z.string()),
  /** The question that the agent asks a human. */
  question: z.string().nullable(),
  /** Tasks of the running superstep whose results are stored. */
  doneTasks: z.array(z.string()),
  /** Nodes that have run in this process, in order. */
  ran: z.array(z.string()),
})
export type ThreadSummary = z.infer<typeof ThreadSummary>

/** `GET /threads/<id>/history`, newest checkpoint first. */
export const History = z.array(
  z.object({
    metadata: z.object({ step: z.number(), source: z.string() }),
    next: z.array(z.string()),
    values: z.object({ messages: z.array(z.string()).default([]) }),
    config: z.object({ configurable: z.object({ checkpoint_id: z.string() }) }),
  }),
)
export type History = z.infer<typeof History>

/** `GET /requests`: the requests that the saver has sent to Kusto since its process started. */
export const RequestCounts = z.object({
  queries: z.number(),
  ingests: z.number(),
  rows: z.number(),
  bytes: z.number(),
})
export type RequestCounts = z.infer<typeof RequestCounts>

/** `GET /healthz`, the fields that the demo uses. */
export const Health = z.object({
  status: z.enum(['ok', 'degraded', 'failing']),
  checks: z.array(z.object({ name: z.string(), status: z.string() })),
})

export const Failure = z.object({ error: z.string() })
