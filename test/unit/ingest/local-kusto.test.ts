import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeRow } from '../../../src/ingest/encode-rows.ts'
import { openSink } from '../../../src/ingest/open-sink.ts'
import type { KustoIngest } from '../../../src/kusto/kusto-client.ts'
import { CONNECTION_CODES, KustoError } from '../../../src/kusto-error.ts'
import { LocalKusto } from '../../../src/local/local-kusto.ts'
import { provision } from '../../../src/provision/apply.ts'
import { BLOBS, CHECKPOINTS, type TableSchema } from '../../../src/tables/schema.ts'
import { hastyClock } from '../../support/hasty-clock.ts'

let kusto: LocalKusto
beforeEach(async () => {
  kusto = await LocalKusto.open()
  await provision(kusto.client())
})
afterEach(async () => {
  await kusto.close()
})

function open() {
  const client = kusto.client()
  const requests: string[] = []
  const ingest = async (request: KustoIngest): Promise<void> => {
    requests.push(request.table)
    await client.ingest(request)
  }
  return { client, requests, sink: openSink({ client: { ingest, enqueue: ingest } }) }
}

const reset = new KustoError('gone', { code: CONNECTION_CODES.reset, permanent: false })
const throttled = new KustoError('slow', { code: 'TooManyRequests', status: 429, permanent: false })
const blob = (thread: string, value = '1'): Uint8Array =>
  encodeRow(BLOBS, { thread_id: thread, value, revision: 2n ** 53n - 1n, chunk: 0 })

describe('the streaming sink on the local Kusto', () => {
  it('stores what it acknowledged, integers exactly', async () => {
    const { client, sink } = open()
    await sink.write(BLOBS, [blob('a', 'line\nbreak "quoted" \u{1F600}')])
    const [table] = await client.query({
      text: 'CheckpointBlobs | project thread_id, value, revision = tostring(revision)',
      parameters: {},
    })
    expect(table?.rows).toEqual([['a', 'line\nbreak "quoted" \u{1F600}', '9007199254740991']])
  })

  it('sends 50 overlapping puts in at most 4 requests', async () => {
    const { client, requests, sink } = open()
    const put = async (index: number): Promise<unknown> =>
      Promise.all([
        sink.write(BLOBS, [blob(`t${index}`)]),
        sink.write(CHECKPOINTS, [encodeRow(CHECKPOINTS, { thread_id: `t${index}` })]),
      ])
    await Promise.all(Array.from({ length: 50 }, async (_, index) => put(index)))
    const [table] = await client.query({
      text: 'CheckpointBlobs | join kind=inner Checkpoints on thread_id | count',
      parameters: {},
    })
    expect(table?.rows).toEqual([[50]])
    expect(requests.length).toBeLessThanOrEqual(4)
  })

  it('stores a value that takes many requests', async () => {
    const { client, requests, sink } = open()
    const chunk = blob('large', 'x'.repeat(700_000))
    await sink.write(
      BLOBS,
      Array.from({ length: 15 }, () => chunk),
    )
    const [table] = await client.query({
      text: 'CheckpointBlobs | summarize tostring(sum(strlen(value)))',
      parameters: {},
    })
    expect(table?.rows).toEqual([['10500000']])
    expect(requests).toHaveLength(4)
  })

  it('reports a missing table', async () => {
    const { sink } = open()
    const table: TableSchema = { name: 'Nowhere', mapping: 'Nowhere_json', columns: BLOBS.columns }
    await expect(sink.write(table, [blob('a')])).rejects.toMatchObject({
      code: 'NOT_PROVISIONED',
      table: 'Nowhere',
      retryable: false,
    })
  })

  it('has every acknowledged row, whichever answers get lost', async () => {
    const fault = fc.constantFrom('none', 'none', 'lost request', 'lost answer', 'throttled')
    await fc.assert(
      fc.asyncProperty(
        fc.array(fault, { minLength: 1, maxLength: 40 }),
        fc.uuid(),
        async (faults, run) => {
          const client = kusto.client()
          let requests = 0
          const ingest = async (request: KustoIngest): Promise<void> => {
            const what = faults[requests]
            requests += 1
            if (what === 'throttled') throw throttled
            if (what !== 'lost request') await client.ingest(request)
            if (what === 'lost request' || what === 'lost answer') throw reset
          }
          const options = { batchSize: 3, retries: 2, maxConcurrentIngests: 4 }
          const sink = openSink({
            client: { ingest, enqueue: ingest },
            options,
            random: () => 0,
            clock: hastyClock,
          })
          const ids = Array.from({ length: 20 }, (_, index) => `${run}/${index}`)
          const results = await Promise.allSettled(ids.map((id) => sink.write(BLOBS, [blob(id)])))
          await sink.close()
          const [table] = await client.query({
            text: 'CheckpointBlobs | distinct thread_id',
            parameters: {},
          })
          const stored = new Set(table?.rows.map(([id]) => id))
          const lost = ids.filter(
            (id, index) => results[index]?.status === 'fulfilled' && !stored.has(id),
          )
          expect(lost).toEqual([])
        },
      ),
      { numRuns: 25 },
    )
  })
})
