import { describe, expect, it, vi } from 'vitest'
import { openSink, type SinkParts } from '../../../src/ingest/open-sink.ts'
import type { SinkObserver } from '../../../src/ingest/sink-observer.ts'
import type { KustoIngest } from '../../../src/kusto/kusto-client.ts'
import { CONNECTION_CODES, KustoError } from '../../../src/kusto-error.ts'
import { BLOBS, CHECKPOINTS } from '../../../src/tables/schema.ts'
import { FakeClock } from './support/fake-clock.ts'
import { settleTurn } from './support/settle-turn.ts'

const reset = new KustoError('reset', { code: CONNECTION_CODES.reset, permanent: false })
const throttled = new KustoError('slow', { code: 'TooManyRequests', status: 429, permanent: false })
const refused = new KustoError('no', { code: 'Stream_X', status: 400, permanent: true })

/** A client that fails with the given errors in turn and then accepts everything. */
function setUp(failures: readonly unknown[], parts: Partial<SinkParts> = {}) {
  const requests: KustoIngest[] = []
  const clock = new FakeClock()
  const ingest = async (request: KustoIngest): Promise<void> => {
    const failure = failures[requests.length]
    requests.push(request)
    clock.advance(5)
    if (failure !== undefined) throw failure
  }
  const sink = openSink({ client: { ingest, enqueue: ingest }, clock, random: () => 0.5, ...parts })
  return { sink, clock, requests }
}

/** Runs to the end, firing each timer in turn. */
async function runThrough<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  const settled = Promise.allSettled([work])
  do await settleTurn()
  while (clock.advanceToNext())
  await settled
  return work
}

const boom = (): never => {
  throw new Error('secret')
}

const write = async (sink: ReturnType<typeof openSink>, text: string): Promise<void> =>
  sink.write(BLOBS, [Buffer.from(text)])

describe('the streaming sink', () => {
  it('sends JSON lines to the table with its mapping', async () => {
    const { sink, requests } = setUp([], { options: { ingestTimeoutMs: 7_000 } })
    await sink.write(CHECKPOINTS, [Buffer.from('{"a":1}'), Buffer.from('{"a":2}')])
    expect(requests).toEqual([
      {
        table: 'Checkpoints',
        mapping: 'Checkpoints_json',
        body: Buffer.from('{"a":1}\n{"a":2}\n'),
        timeoutMs: 7_000,
      },
    ])
  })

  it('sends the same bytes again when the outcome is unknown', async () => {
    const { sink, clock, requests } = setUp([reset, reset])
    await runThrough(clock, write(sink, '{"a":1}'))
    expect(requests.map(({ body }) => Buffer.from(body).toString())).toEqual([
      '{"a":1}\n',
      '{"a":1}\n',
      '{"a":1}\n',
    ])
  })

  it('gives up after the retries, and says so', async () => {
    const { sink, clock, requests } = setUp([reset, reset, reset, reset, reset])
    await expect(runThrough(clock, write(sink, '{}'))).rejects.toMatchObject({
      code: 'INGEST_UNAVAILABLE',
      retryable: true,
      table: 'CheckpointBlobs',
      kustoCode: 'ConnectionFailed',
      attempts: 4,
      message: expect.not.stringContaining('{"a":1}'),
    })
    expect(requests).toHaveLength(4)
  })

  it('does not retry a permanent rejection', async () => {
    const { sink, requests } = setUp([refused])
    await expect(write(sink, '{}')).rejects.toMatchObject({
      code: 'INGEST_REJECTED',
      retryable: false,
      attempts: 1,
    })
    expect(requests).toHaveLength(1)
  })

  it('accepts new writes after one has failed', async () => {
    const { sink } = setUp([refused])
    await expect(write(sink, '{}')).rejects.toMatchObject({ code: 'INGEST_REJECTED' })
    await expect(write(sink, '{}')).resolves.toBeUndefined()
  })

  it('rethrows a bug unchanged', async () => {
    const bug = new TypeError('a bug')
    const { sink } = setUp([bug])
    await expect(write(sink, '{}')).rejects.toBe(bug)
  })

  it('rejects options out of range', () => {
    expect(() => setUp([], { options: { batchSize: 0 } })).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: expect.stringContaining('`batchSize` to be an integer from 1'),
      }),
    )
  })
})

describe('the observer of the sink', () => {
  it('sees the queue, each request and each retry', async () => {
    const heard: unknown[] = []
    const note =
      (event: string) =>
      (detail: unknown): void => {
        heard.push([event, detail])
      }
    const observer: SinkObserver = {
      callerContext: () => 'caller',
      queueChanged: note('queue'),
      batchSent: note('sent'),
      batchFailed: note('failed'),
      batchRetried: note('retried'),
      batchAcknowledged: note('acknowledged'),
      throttled: note('throttled'),
    }
    const { sink, clock } = setUp([throttled], { observer })
    await runThrough(clock, write(sink, '{}'))
    const batch = { rows: 1, bytes: 3, callers: 1, reason: 'idle', contexts: ['caller'] }
    const table = 'CheckpointBlobs'
    const path = 'streaming'
    const failure = { code: 'TooManyRequests', status: 429, permanent: false }
    expect(heard).toEqual([
      ['queue', { table, rows: 1, bytes: 3, oldestAtMs: 1_000 }],
      ['queue', { table, rows: 0, bytes: 0, oldestAtMs: undefined }],
      ['sent', { table, batch, path, attempt: 1 }],
      ['failed', { table, batch, path, attempt: 1, durationMs: 5, failure }],
      ['throttled', 4],
      ['retried', { table, batch, path, attempt: 1, delayMs: 150, failure }],
      ['sent', { table, batch, path, attempt: 2 }],
      ['acknowledged', { table, batch, path, attempt: 2, durationMs: 5 }],
    ])
  })

  it('causes one warning and nothing else when it throws', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const observer: SinkObserver = {
      callerContext: boom,
      queueChanged: boom,
      writeBlocked: boom,
      batchSent: boom,
      batchFailed: boom,
      batchRetried: boom,
      batchAcknowledged: boom,
      throttled: boom,
    }
    const { sink, clock } = setUp([throttled], { observer, options: { maxBufferedRows: 1 } })
    await runThrough(clock, Promise.all([write(sink, '{}'), write(sink, '{}')]))
    expect(warn.mock.calls).toEqual([
      [
        'The observer of the write path threw (Error). Writes continue. This warning appears once.',
        'KustoSaverWarning',
      ],
    ])
    warn.mockRestore()
  })
})
