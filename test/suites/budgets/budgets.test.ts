import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { countCosts } from './counting/count-costs.ts'
import { parseCosts, type Costs } from './counting/costs.ts'
import { overBudget } from './counting/over-budget.ts'

/*
 * Compares the costs of every operation with budgets.json.
 * `npx tsx test/suites/budgets/processes/write-budgets.ts` counts again and writes the file.
 */
const budgets = parseCosts(readFileSync(new URL('budgets.json', import.meta.url), 'utf8'))
let counted: readonly Costs[] = []

beforeAll(async () => {
  counted = await countCosts()
})

function costsOf(operation: string, among = counted): Costs {
  const costs = among.find((candidate) => candidate.operation === operation)
  if (costs === undefined) throw new Error(`${operation} was not counted`)
  return costs
}

it.each(budgets)('$operation stays within its budget', (budget) => {
  const costs = costsOf(budget.operation)
  expect({ costs, over: overBudget(costs, budget) }).toEqual({ costs, over: [] })
})

it('has a budget for every counted operation', () => {
  expect(counted.map(({ operation }) => operation)).toEqual(
    budgets.map(({ operation }) => operation),
  )
})

it.each([
  'getTuple of 2 KB, 100 checkpoints long',
  'getTuple of 2 KB beside 1,000 unseen rows of other threads',
])('%s costs the same as in a short thread', (operation) => {
  const { bytesReceived, allocatedBytes } = costsOf(operation)
  const short = costsOf('getTuple of 2 KB')
  expect(overBudget({ ...short, bytesReceived, allocatedBytes }, short)).toEqual([])
})

describe('a saver that exceeds its budget', () => {
  let costlier: readonly Costs[] = []

  beforeAll(async () => {
    costlier = await countCosts('costlier')
  })

  it.each([
    [
      'a second request',
      'getTuple of 2 KB',
      ['requests', 'bytesSent', 'bytesReceived', 'allocatedBytes'],
    ],
    ['a row more', 'put of 2 KB', ['requests', 'rows']],
    ['objects for nothing', 'putWrites of two', ['allocatedBytes']],
  ])('is reported for %s', (_, operation, over) => {
    // side effects count too if they are large compared with the few allocations of a call
    const found = overBudget(costsOf(operation, costlier), costsOf(operation, budgets))
    expect(found).toEqual(expect.arrayContaining(over))
  })
})
