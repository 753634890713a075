import { z } from 'zod'
import type { LedgerAnswer, SettleAnswer, TargetReady } from '../../http-api.ts'

const Count = z.number().int().nonnegative()

const Counts = z.object({ put: Count, putWrites: Count, getTuple: Count, list: Count })

const Latency = z.object({
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  max: z.number(),
  count: Count,
})

export const Ready: z.ZodType<TargetReady> = z.object({ url: z.url(), metricsUrl: z.url() })

export const Settled: z.ZodType<SettleAnswer> = z.object({
  queueRows: z.number(),
  overlayRows: z.number(),
  lagSeconds: z.number(),
})

export const Ledger: z.ZodType<LedgerAnswer> = z.object({
  calls: Counts,
  failed: Counts,
  latencyMs: z.object({ put: Latency, putWrites: Latency, getTuple: Latency, list: Latency }),
  eventLoopDelayMs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
  samples: z.array(
    z.object({
      atMs: z.number(),
      residentBytes: z.number(),
      heapBytes: z.number(),
      eventLoopDelayMaxMs: z.number(),
    }),
  ),
  cpuSeconds: z.number(),
})
