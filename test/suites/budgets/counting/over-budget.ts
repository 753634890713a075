import type { Costs } from './costs.ts'

// A tolerance that noise stays below and a change by half exceeds.
const BYTES_HEADROOM = 1.1
const ALLOCATIONS_HEADROOM = 1.35

type Cost = Exclude<keyof Costs, 'operation'>

/** Allowed ratio to the budget. For requests and rows, fewer are a change too. */
const HEADROOMS: readonly (readonly [cost: Cost, headroom: number | 'exact'])[] = [
  ['requests', 'exact'],
  ['rows', 'exact'],
  ['bytesSent', BYTES_HEADROOM],
  ['bytesReceived', BYTES_HEADROOM],
  ['allocatedBytes', ALLOCATIONS_HEADROOM],
]

/** The costs that exceed their budget. */
export function overBudget(costs: Costs, budget: Costs): Cost[] {
  return HEADROOMS.filter(([cost, headroom]) =>
    headroom === 'exact' ? costs[cost] !== budget[cost] : costs[cost] > budget[cost] * headroom,
  ).map(([cost]) => cost)
}
