import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import type { KustoQuery, KustoTable } from '../../../src/kusto/kusto-client.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { CountingClient } from '../../support/counting-client.ts'

const THREAD = 'a thread that was never listed'
const CHECKPOINTS = 250
const VALUE = 'v'.repeat(5000)

/** Measures the size of requests and answers. */
class MeasuringClient extends CountingClient {
  largestAnswer = 0
  largestQuestion = 0

  override async query(request: KustoQuery): Promise<readonly KustoTable[]> {
    const tables = await super.query(request)
    this.largestAnswer = Math.max(this.largestAnswer, JSON.stringify(tables).length)
    this.largestQuestion = Math.max(
      this.largestQuestion,
      JSON.stringify(request.parameters ?? {}).length,
    )
    return tables
  }
}

function configOf(number: number) {
  const id = number === 0 ? {} : { checkpoint_id: idOf(number) }
  return { configurable: { thread_id: THREAD, checkpoint_ns: '', ...id } }
}

let kusto: LocalKusto
let client: MeasuringClient
let saver: KustoSaver

beforeEach(async () => {
  kusto = await LocalKusto.open()
  client = new MeasuringClient(kusto.client())
  saver = new KustoSaver({ client })
  await saver.setup({ provision: true })
  for (let number = 1; number <= CHECKPOINTS; number++) {
    const checkpoint = checkpointOf(number, { value: `${number} ${VALUE}` })
    await saver.put(configOf(number - 1), checkpoint, metadataOf(number), { value: number })
  }
  client.reset()
  client.largestAnswer = 0
  client.largestQuestion = 0
})

afterEach(async () => {
  await saver.end()
  await kusto.close()
})

async function listed(options: Parameters<KustoSaver['list']>[1]): Promise<string[]> {
  const ids: string[] = []
  for await (const tuple of saver.list({ configurable: { thread_id: THREAD } }, options)) {
    ids.push(tuple.checkpoint.id)
  }
  return ids
}

function newestIds(from: number, to: number): string[] {
  return Array.from({ length: from - to + 1 }, (_, index) => idOf(from - index))
}

describe('listing checkpoints that only this process knows', () => {
  it('reads no more checkpoints than requested', async () => {
    expect(await listed({ limit: 1 })).toEqual(newestIds(CHECKPOINTS, CHECKPOINTS))
    expect(client.queries).toBe(1)
    expect(client.largestAnswer).toBeLessThan(10 * VALUE.length)
    expect(client.largestQuestion).toBeLessThan(2000)
  })

  it('returns each checkpoint once and in order, page by page', async () => {
    expect(await listed({})).toEqual(newestIds(CHECKPOINTS, 1))
    expect(client.queries).toBe(4) // of 10, 100, 100 and 40
  })

  it('does not send a query per checkpoint that a filter excludes', async () => {
    expect(await listed({ limit: 1, filter: { step: 3 } })).toEqual([idOf(3)])
    expect(client.queries).toBeLessThanOrEqual(4)
  })
})
