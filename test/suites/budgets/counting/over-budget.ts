import type { Costs } from './costs.ts'

// What noise does not use up, and a change by half does.
const BYTES_HEADROOM = 1.1
const ALLOCATIONS_HEADROOM = 1.35

type Cost = Exclude<keyof Costs, 'operation'>

/** How often the budget may be used. Of requests and rows fewer are a change too. */
const HEADROOMS: readonly (readonly [cost: Cost, headroom: number | 'exact'])[] = [
  ['requests', 'exact'],
  ['rows', 'exact'],
  ['bytesSent', BYTES_HEADROOM],
  ['bytesReceived', BYTES_HEADROOM],
  ['allocatedBytes', ALLOCATIONS_HEADROOM],
]

/** Which costs are not within their budget. */
export function overBudget(costs: Costs, budget: Costs): Cost[] {
  return HEADROOMS.filter(([cost, headroom]) =>
    headroom === 'exact' ? costs[cost] !== budget[cost] : costs[cost] > budget[cost] * headroom,
  ).map(([cost]) => cost)
}
