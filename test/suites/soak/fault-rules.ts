import type { FaultRule } from '../../../src/local/emulation/faults/fault-rule.ts'

/** Longest time by which rows become visible after later ones. */
const LATEST_MS = 300

/**
 * This share of all requests fails, in every way that clusters and networks fail; in addition, some
 * acknowledged rows become visible late.
 *
 * @param share - 0 to 1
 */
export function faultRules(share: number): FaultRule[] {
  const probability = share / 5
  const both = { endpoint: ['query', 'ingest'], probability } as const
  // each rule applies to the requests that the rules before it let through; at these shares that is
  // accurate enough
  return [
    { ...both, fault: 'status', status: 429, retryAfterMs: 20 },
    { ...both, fault: 'status', status: 503 },
    { ...both, fault: 'reset' },
    { endpoint: 'ingest', probability, fault: 'lost-acknowledgement' },
    { endpoint: 'ingest', probability, fault: 'redelivery', delayMs: [0, LATEST_MS] },
    { endpoint: 'query', probability, fault: 'partial-failure' },
    { endpoint: 'query', probability, fault: 'cut' },
    { endpoint: 'ingest', probability: 0.1, fault: 'reorder', delayMs: [10, LATEST_MS] },
  ]
}
