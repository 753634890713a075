import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { COUNTING_FLAGS } from './counting/counting-flags.ts'

/*
 * What every operation may cost, held to budgets.json: requests and rows exactly, bytes and allocations within a headroom that noise
 * does not use up and a change by half does. `npx tsx test/budgets/processes/write-budgets.ts` counts anew and writes the file.
 */
const BYTES_HEADROOM = 1.1
const ALLOCATIONS_HEADROOM = 1.35

const costsSchema = z.array(
  z.object({
    operation: z.string(),
    requests: z.number(),
    rows: z.number(),
    bytesSent: z.number(),
    bytesReceived: z.number(),
    allocatedBytes: z.number(),
  }),
)
type Costs = z.infer<typeof costsSchema>[number]

const budgets = costsSchema.parse(
  JSON.parse(readFileSync(new URL('budgets.json', import.meta.url), 'utf8')),
)
let counted: readonly Costs[] = []

beforeAll(async () => {
  const script = fileURLToPath(new URL('processes/count-costs.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [...COUNTING_FLAGS, script])
  counted = costsSchema.parse(JSON.parse(stdout))
})

function costsOf(operation: string): Costs {
  const costs = counted.find((candidate) => candidate.operation === operation)
  if (costs === undefined) throw new Error(`${operation} was not counted`)
  return costs
}

describe.each(budgets)('$operation', (budget) => {
  it('sends its requests and rows, no more', () => {
    const { requests, rows } = costsOf(budget.operation)
    expect({ requests, rows }).toEqual({ requests: budget.requests, rows: budget.rows })
  })

  it('sends and receives no more bytes', () => {
    const { bytesSent, bytesReceived } = costsOf(budget.operation)
    expect(bytesSent).toBeLessThanOrEqual(budget.bytesSent * BYTES_HEADROOM)
    expect(bytesReceived).toBeLessThanOrEqual(budget.bytesReceived * BYTES_HEADROOM)
  })

  it('allocates no more', () => {
    const { allocatedBytes } = costsOf(budget.operation)
    expect(allocatedBytes).toBeLessThanOrEqual(budget.allocatedBytes * ALLOCATIONS_HEADROOM)
  })
})

describe('costs', () => {
  it('of every operation that is counted are in the budgets', () => {
    expect(counted.map(({ operation }) => operation)).toEqual(
      budgets.map(({ operation }) => operation),
    )
  })

  it('of getTuple do not grow with the thread or with what else is unseen', () => {
    const short = costsOf('getTuple of 2 KB')
    const long = costsOf('getTuple of 2 KB, 100 checkpoints long')
    const beside = costsOf('getTuple of 2 KB beside 1,000 unseen rows of other threads')
    for (const { bytesReceived, allocatedBytes } of [long, beside]) {
      expect(bytesReceived).toBeLessThanOrEqual(short.bytesReceived * BYTES_HEADROOM)
      expect(allocatedBytes).toBeLessThanOrEqual(short.allocatedBytes * ALLOCATIONS_HEADROOM)
    }
  })
})
