import { describe, expect, it } from 'vitest'
import { openSink, type SinkParts } from '../../../src/ingest/open-sink.ts'
import type { KustoEnqueue } from '../../../src/kusto/kusto-client.ts'
import type { SinkOptions } from '../../../src/ingest/sink-options.ts'
import { CONNECTION_CODES, KustoError } from '../../../src/kusto-error.ts'
import { BLOBS, WRITES } from '../../../src/tables/schema.ts'
import { FakeClock } from './support/fake-clock.ts'
import { settleTurn } from './support/settle-turn.ts'

const failure = (code: string, status: number | undefined, permanent: boolean): KustoError =>
  new KustoError(code, { code, status, permanent })

const throttled = failure('TooManyRequests', 429, false)
const busy = failure('ServiceUnavailable', 503, false)
const reset = failure(CONNECTION_CODES.reset, undefined, false)
const policyOff = failure('BadRequest_StreamingIngestionPolicyNotEnabled', 400, true)
const clusterOff = failure('StreamingIngestionDisabledForCluster', 400, true)
const tooLarge = failure('Stream_InputStreamTooLarge', 413, true)

/** The next results of streaming, in turn; afterwards everything is streamed. */
function setUp(streaming: KustoError[] = [], parts: Partial<SinkParts> = {}) {
  const clock = new FakeClock()
  const streamed: string[] = []
  const queued: KustoEnqueue[] = []
  const client = {
    ingest: async ({ body }: { body: Uint8Array }): Promise<void> => {
      streamed.push(Buffer.from(body).toString().trimEnd())
      const next = streaming.shift()
      if (next !== undefined) throw next
    },
    enqueue: async (request: KustoEnqueue): Promise<void> => {
      queued.push(request)
    },
  }
  const options = { ingestion: 'managed', retries: 1, ...parts.options } as const
  const sink = openSink({ client, clock, random: () => 0.5, ...parts, options })
  const texts = (): string[] => queued.map(({ body }) => Buffer.from(body).toString().trimEnd())
  const write = async (text: string, table = BLOBS): Promise<void> => {
    const settled = Promise.allSettled([sink.write(table, [Buffer.from(text)])])
    do await settleTurn()
    while (clock.advanceToNext())
    const [result] = await settled
    if (result.status === 'rejected') throw result.reason
  }
  return { clock, write, streamed, queued, texts }
}

describe('managed ingestion', () => {
  it('streams while streaming works', async () => {
    const { write, streamed, queued } = setUp()
    await write('1')
    await write('2')
    expect(streamed).toEqual(['1', '2'])
    expect(queued).toEqual([])
  })

  it.each([policyOff, clusterOff, failure('NotFound', 404, true)])(
    'queues for 15 minutes after $code, without a retry, then streams again',
    async (off) => {
      const { write, clock, streamed, texts } = setUp([off])
      await write('1')
      clock.advance(15 * 60_000 - 1)
      await write('2')
      expect(streamed).toEqual(['1'])
      expect(texts()).toEqual(['1', '2'])
      clock.advance(1)
      await write('3')
      expect(streamed).toEqual(['1', '3'])
      expect(texts()).toEqual(['1', '2'])
    },
  )

  it('queues for 10 seconds when throttling outlasts the retries', async () => {
    const { write, clock, streamed, texts } = setUp([throttled, throttled])
    await write('1')
    expect(streamed).toEqual(['1', '1'])
    clock.advance(9_999)
    await write('2')
    expect(texts()).toEqual(['1', '2'])
    clock.advance(1)
    await write('3')
    expect(streamed).toEqual(['1', '1', '3'])
  })

  it('does not queue if a retry succeeds', async () => {
    const { write, streamed, queued } = setUp([throttled])
    await write('1')
    expect(streamed).toEqual(['1', '1'])
    expect(queued).toEqual([])
  })

  it.each([busy, reset])('queues one batch when $code outlasts the retries', async (passing) => {
    const { write, streamed, texts } = setUp([passing, passing])
    await write('1')
    await write('2')
    expect(streamed).toEqual(['1', '1', '2'])
    expect(texts()).toEqual(['1'])
  })

  it('queues one batch that Kusto rejects as too large, without a retry', async () => {
    const { write, streamed, texts } = setUp([tooLarge])
    await write('1')
    await write('2')
    expect(streamed).toEqual(['1', '2'])
    expect(texts()).toEqual(['1'])
  })

  it('does not try to stream a batch larger than a streaming request', async () => {
    const { write, streamed, queued } = setUp([], { options: { maxBatchBytes: 8 * 1024 * 1024 } })
    await write('x'.repeat(4 * 1024 * 1024))
    await write('y'.repeat(4 * 1024 * 1024 - 1))
    expect(queued).toHaveLength(1)
    expect(streamed.map((text) => text[0])).toEqual(['y'])
  })

  it.each([
    failure('BadRequest_EntityNotFound', 400, true),
    failure('BadRequest_EntityNotFound', 404, true),
    failure('BadRequest_MappingReferenceWasNotFound', 400, true),
    failure('Stream_DynamicPropertyBagTooLarge', 400, true),
    failure('General_BadRequest', 400, true),
    failure('Unauthorized', 401, true),
    failure('Forbidden', 403, true),
    failure(CONNECTION_CODES.closed, undefined, true),
  ])('throws $code ($status), sent once and never queued', async (permanent) => {
    const { write, streamed, queued } = setUp([permanent])
    await expect(write('1')).rejects.toMatchObject({ kustoCode: permanent.code })
    expect(streamed).toEqual(['1'])
    expect(queued).toEqual([])
  })

  it('keeps a state for each table', async () => {
    const { write, streamed, texts } = setUp([policyOff])
    await write('1', BLOBS)
    await write('2', WRITES)
    await write('3', BLOBS)
    expect(streamed).toEqual(['1', '2'])
    expect(texts()).toEqual(['1', '3'])
  })
})

describe('queued ingestion', () => {
  const queuedOnly = { ingestion: 'queued' } as const

  it('never streams, and sets no tag by default', async () => {
    const { write, streamed, queued } = setUp([], { options: queuedOnly })
    await write('1')
    expect(streamed).toEqual([])
    expect(queued).toEqual([
      {
        table: 'CheckpointBlobs',
        mapping: 'CheckpointBlobs_json',
        body: Buffer.from('1\n'),
        timeoutMs: 30_000,
        flushImmediately: false,
      },
    ])
  })

  it('gives a batch one tag, which a retry repeats', async () => {
    const { write, queued } = setUp([], { options: { ...queuedOnly, tagQueuedBatches: true } })
    await write('1')
    await write('2')
    const [first, second] = queued.map(({ ingestByTag }) => ingestByTag)
    expect(first).toMatch(/^[0-9a-f-]{36}$/)
    expect(second).not.toBe(first)
  })

  it('retries a failed upload with the same tag', async () => {
    const tags: unknown[] = []
    const clock = new FakeClock()
    const sink = openSink({
      client: {
        ingest: () => Promise.reject(new Error('not streaming')),
        enqueue: async ({ ingestByTag }) => {
          tags.push(ingestByTag)
          if (tags.length === 1) throw reset
        },
      },
      clock,
      options: { ...queuedOnly, tagQueuedBatches: true },
    })
    const written = sink.write(BLOBS, [Buffer.from('1')])
    await settleTurn()
    clock.advanceToNext()
    await written
    expect(tags).toHaveLength(2)
    expect(tags[0]).toBe(tags[1])
  })
})

describe('options of ingestion', () => {
  it.each([
    { json: '{"ingestion":"direct"}', named: "'streaming', 'queued' or 'managed'" },
    { json: '{"flushImmediately":1}', named: '`flushImmediately` to be true or false' },
    { json: '{"maxBatchBytes":4194305,"ingestion":"streaming"}', named: '4194304' },
    { json: '{"maxBatchBytes":33554433}', named: '33554432' },
  ])('reject $json', ({ json, named }) => {
    const options: SinkOptions = JSON.parse(json)
    expect(() => setUp([], { options })).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: expect.stringContaining(named),
      }),
    )
  })
})
