import { afterEach, describe, expect, it, vi } from 'vitest'
import { KustoSaverError } from '../../../src/errors.ts'
import { GroupCommit } from '../../../src/ingest/group-commit.ts'
import { ObserverGuard, type SinkObserver } from '../../../src/ingest/sink-observer.ts'
import { resolveSinkOptions, type SinkOptions } from '../../../src/ingest/sink-options.ts'
import { BLOBS, CHECKPOINTS } from '../../../src/tables/schema.ts'
import { FakeClock } from './support/fake-clock.ts'
import { FakeSender } from './support/fake-sender.ts'
import { settleTurn } from './support/settle-turn.ts'

function setUp(options: SinkOptions = {}, observer: SinkObserver = {}) {
  const sender = new FakeSender()
  const clock = new FakeClock()
  const sink = new GroupCommit({
    sender,
    clock,
    options: resolveSinkOptions(options),
    observer: new ObserverGuard(observer),
  })
  return { sender, clock, sink }
}

const row = (text: string): Uint8Array => Buffer.from(text)
const rows = (count: number, text = 'r'): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => row(`${text}${index}`))
const rejected = new KustoSaverError('INGEST_REJECTED', 'no', { httpStatus: 400 })

/** The state of a promise: its rejection, `done` or `open`. */
function watch(promise: Promise<void>): { state: unknown } {
  const seen: { state: unknown } = { state: 'open' }
  const look = async (): Promise<void> => {
    try {
      await promise
      seen.state = 'done'
    } catch (error) {
      seen.state = error
    }
  }
  void look()
  return seen
}

describe('when nothing is being sent', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it('sends a lone write without any timer, so that fake timers never hang it', async () => {
    vi.useFakeTimers({
      toFake: [
        'setTimeout',
        'setInterval',
        'setImmediate',
        'queueMicrotask',
        'performance',
        'Date',
      ],
    })
    const { sender, clock, sink } = setUp()
    const write = sink.write(CHECKPOINTS, [row('a')])
    await settleTurn()
    expect(sender.at(0).lines).toEqual(['a'])
    sender.at(0).acknowledge()
    await write
    expect(clock.delays).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('sends writes of one turn together', async () => {
    const { sender, sink } = setUp()
    for (const text of ['a', 'b', 'c']) void sink.write(CHECKPOINTS, [row(text)])
    await settleTurn()
    expect(sender.sent.map((batch) => batch.lines)).toEqual([['a', 'b', 'c']])
  })
})

describe('50 overlapping puts of one row in two tables each', () => {
  it('cost 2 requests when they arrive in one turn', async () => {
    const { sender, sink } = setUp()
    const puts = Array.from({ length: 50 }, async () =>
      Promise.all([sink.write(CHECKPOINTS, [row('c')]), sink.write(BLOBS, [row('b')])]),
    )
    await settleTurn()
    for (const batch of sender.open) batch.acknowledge()
    await Promise.all(puts)
    expect(sender.sent).toHaveLength(2)
  })

  it('cost 2 requests however many awaits each of them takes', async () => {
    const { sender, sink } = setUp()
    const puts = Array.from({ length: 50 }, async (_, index) => {
      for (let step = 0; step < index; step += 1) await Promise.resolve()
      await Promise.all([sink.write(CHECKPOINTS, [row('c')]), sink.write(BLOBS, [row('b')])])
    })
    await settleTurn()
    for (const batch of sender.open) batch.acknowledge()
    await Promise.all(puts)
    expect(sender.sent.map((batch) => batch.info.rows)).toEqual([50, 50])
  })

  it('cost 1 request for each table when called straight from a callback of the event loop', async () => {
    const { sender, sink } = setUp()
    setImmediate(() => {
      for (let put = 0; put < 50; put += 1) {
        void (async () => {
          for (let step = 0; step < put; step += 1) await Promise.resolve()
          await sink.write(CHECKPOINTS, [row('c')])
        })()
      }
    })
    await settleTurn()
    await settleTurn()
    expect(sender.sent.map((batch) => batch.info.rows)).toEqual([50])
  })

  it('cost 4 requests when the first one is earlier than the others', async () => {
    const { sender, sink } = setUp()
    const put = async (): Promise<unknown> =>
      Promise.all([sink.write(CHECKPOINTS, [row('c')]), sink.write(BLOBS, [row('b')])])
    const puts = [put()]
    await settleTurn()
    puts.push(...Array.from({ length: 49 }, put))
    while (sender.open.length > 0) {
      await settleTurn()
      for (const batch of sender.open) batch.acknowledge()
      await settleTurn()
    }
    await Promise.all(puts)
    expect(sender.sent.map((batch) => batch.info.rows)).toEqual([1, 1, 49, 49])
  })
})

describe('closing a batch', () => {
  it('collects later rows while a part-full batch is being sent', async () => {
    const { sender, sink } = setUp()
    void sink.write(CHECKPOINTS, [row('a')])
    await settleTurn()
    void sink.write(CHECKPOINTS, [row('b')])
    void sink.write(CHECKPOINTS, [row('c')])
    await settleTurn()
    expect(sender.sent).toHaveLength(1)
    sender.at(0).acknowledge()
    await settleTurn()
    expect(sender.at(1).lines).toEqual(['b', 'c'])
  })

  it('does not block other tables', async () => {
    const { sender, sink } = setUp()
    void sink.write(CHECKPOINTS, [row('a')])
    await settleTurn()
    void sink.write(BLOBS, [row('b')])
    await settleTurn()
    expect(sender.sent.map((batch) => batch.table)).toEqual(['Checkpoints', 'CheckpointBlobs'])
  })

  it('sends a full batch while another is being sent', async () => {
    const { sender, sink } = setUp({ batchSize: 3 })
    void sink.write(CHECKPOINTS, [row('a')])
    await settleTurn()
    void sink.write(CHECKPOINTS, rows(4))
    await settleTurn()
    expect(sender.sent.map((batch) => [batch.info.reason, batch.lines])).toEqual([
      ['idle', ['a']],
      ['rows', ['r0', 'r1', 'r2']],
    ])
  })

  it('sends the tail of a large value together with its full batches', async () => {
    const { sender, sink } = setUp({ maxBatchBytes: 10 })
    void sink.write(BLOBS, [row('aaaa'), row('bbbb'), row('cccc')])
    await settleTurn()
    expect(sender.sent.map((batch) => [batch.info.reason, batch.lines])).toEqual([
      ['bytes', ['aaaa', 'bbbb']],
      ['idle', ['cccc']],
    ])
  })

  it('counts line breaks in the bytes of a batch', async () => {
    const { sender, sink } = setUp({ maxBatchBytes: 9 })
    void sink.write(BLOBS, [row('aaaa'), row('bbbb')])
    await settleTurn()
    expect(sender.sent.map((batch) => batch.info.bytes)).toEqual([5, 5])
  })

  it('waits for lingerMs if it is set', async () => {
    const { sender, clock, sink } = setUp({ lingerMs: 20 })
    void sink.write(CHECKPOINTS, [row('a')])
    await settleTurn()
    clock.advance(19)
    void sink.write(CHECKPOINTS, [row('b')])
    await settleTurn()
    expect(sender.sent).toHaveLength(0)
    clock.advance(1)
    await settleTurn()
    expect(sender.at(0).info).toMatchObject({ reason: 'linger', rows: 2, callers: 2 })
    expect(clock.pendingTimers).toBe(0)
  })

  it('sends a full batch before lingerMs is over', async () => {
    const { sender, clock, sink } = setUp({ lingerMs: 20, batchSize: 2 })
    void sink.write(CHECKPOINTS, rows(2))
    await settleTurn()
    expect(sender.at(0).info.reason).toBe('rows')
    expect(clock.pendingTimers).toBe(0)
  })

  it('sends no more requests than allowed, over all tables', async () => {
    const { sender, sink } = setUp({ batchSize: 1, maxConcurrentIngests: 3 })
    const writes = [sink.write(CHECKPOINTS, rows(5)), sink.write(BLOBS, rows(5))]
    await settleTurn()
    expect(sender.sent.map((batch) => batch.table)).toEqual([
      'Checkpoints',
      'Checkpoints',
      'Checkpoints',
    ])
    while (sender.open.length > 0) {
      sender.open[0]?.acknowledge()
      await settleTurn()
    }
    await Promise.all(writes)
    expect(sender.mostOpen).toBe(3)
    expect(sender.sent.slice(3, 7).map((batch) => batch.table)).toEqual([
      'Checkpoints',
      'CheckpointBlobs',
      'Checkpoints',
      'CheckpointBlobs',
    ])
  })
})

describe('a write', () => {
  it('settles when all its requests are acknowledged', async () => {
    const { sender, sink } = setUp({ maxBatchBytes: 3 * 1024 * 1024 })
    const chunk = Buffer.alloc(700_000, 'x')
    const write = watch(
      sink.write(
        BLOBS,
        Array.from({ length: 75 }, () => chunk),
      ),
    )
    await settleTurn()
    let requests = 0
    while (sender.open.length > 0) {
      expect(write.state).toBe('open')
      sender.open[0]?.acknowledge()
      requests += 1
      await settleTurn()
    }
    expect(write.state).toBe('done')
    expect(requests).toBe(19)
  })

  it('rejects with its first failure and does not send the rest', async () => {
    const { sender, sink } = setUp({ batchSize: 1, maxConcurrentIngests: 2 })
    const failed = watch(sink.write(BLOBS, rows(6)))
    const other = watch(sink.write(BLOBS, [row('other')]))
    await settleTurn()
    sender.at(1).fail(rejected)
    await settleTurn()
    expect(failed.state).toBe(rejected)
    expect(sender.at(2).lines).toEqual(['other'])
    sender.at(0).acknowledge()
    sender.at(2).acknowledge()
    await settleTurn()
    expect(other.state).toBe('done')
    expect(sender.sent).toHaveLength(3)
  })

  it('without rows settles at once', async () => {
    const { sender, sink } = setUp()
    await sink.write(BLOBS, [])
    expect(sender.sent).toEqual([])
  })

  it('with a row larger than a request is rejected before anything is sent', async () => {
    const { sender, sink } = setUp({ maxBatchBytes: 10 })
    expect(sink.maxRowBytes).toBe(9)
    await expect(sink.write(BLOBS, [row('a'), row('0123456789')])).rejects.toMatchObject({
      code: 'TOO_LARGE',
      table: 'CheckpointBlobs',
      message: expect.stringContaining('10 bytes'),
    })
    expect(sender.sent).toEqual([])
  })
})

describe('a poison row', () => {
  it('fails only its own caller', async () => {
    const { sender, sink } = setUp()
    const writes = ['a', 'b', 'poison', 'd', 'e'].map((text) =>
      watch(sink.write(BLOBS, [row(text)])),
    )
    await settleTurn()
    while (sender.open.length > 0) {
      for (const batch of sender.open) {
        if (batch.lines.includes('poison')) batch.fail(rejected)
        else batch.acknowledge()
      }
      await settleTurn()
    }
    expect(writes.map((write) => write.state)).toEqual(['done', 'done', rejected, 'done', 'done'])
    expect(sender.sent.map((batch) => batch.lines)).toEqual([
      ['a', 'b', 'poison', 'd', 'e'],
      ['a', 'b', 'poison'],
      ['d', 'e'],
      ['a', 'b'],
      ['poison'],
    ])
  })

  it.each([
    new KustoSaverError('INGEST_UNAVAILABLE', 'later', { httpStatus: 503 }),
    new KustoSaverError('NOT_PROVISIONED', 'no table', { httpStatus: 400 }),
    new KustoSaverError('INGEST_REJECTED', 'no right', { httpStatus: 403 }),
    new Error('a bug'),
  ])('is not searched for when the failure is $message', async (error) => {
    const { sender, sink } = setUp()
    const writes = ['a', 'b'].map((text) => watch(sink.write(BLOBS, [row(text)])))
    await settleTurn()
    sender.at(0).fail(error)
    await settleTurn()
    expect(writes.map((write) => write.state)).toEqual([error, error])
    expect(sender.sent).toHaveLength(1)
  })
})

describe('a full buffer', () => {
  it('makes writes wait in their order and drops none', async () => {
    const blocked: unknown[] = []
    const { sender, sink } = setUp(
      { maxBufferedRows: 3 },
      { writeBlocked: (write) => blocked.push(write) },
    )
    const writes = [2, 2, 1].map((count, index) => sink.write(BLOBS, rows(count, `w${index}-`)))
    await settleTurn()
    expect(sender.sent.map((batch) => batch.lines)).toEqual([['w0-0', 'w0-1']])
    sender.at(0).acknowledge()
    await settleTurn()
    expect(sender.at(1).lines).toEqual(['w1-0', 'w1-1', 'w2-0'])
    sender.at(1).acknowledge()
    await Promise.all(writes)
    expect(blocked).toEqual([
      { table: 'CheckpointBlobs', rows: 2, bytes: 10 },
      { table: 'CheckpointBlobs', rows: 1, bytes: 5 },
    ])
  })

  it('accepts a write larger than the buffer alone', async () => {
    const { sender, sink } = setUp({ maxBufferedBytes: 10 })
    void sink.write(BLOBS, [row('small')])
    const large = watch(sink.write(BLOBS, [row('larger than the buffer')]))
    void sink.write(BLOBS, [row('after')])
    await settleTurn()
    expect(sender.sent.map((batch) => batch.lines)).toEqual([['small']])
    sender.at(0).acknowledge()
    await settleTurn()
    expect(sender.at(1).lines).toEqual(['larger than the buffer'])
    sender.at(1).acknowledge()
    await settleTurn()
    expect(large.state).toBe('done')
    expect(sender.at(2).lines).toEqual(['after'])
  })

  it('moves on to the next writes at once when one is aborted', async () => {
    const { sender, sink } = setUp({ maxBufferedRows: 3 })
    void sink.write(BLOBS, rows(2))
    const controller = new AbortController()
    const large = watch(sink.write(BLOBS, rows(3), { signal: controller.signal }))
    void sink.write(CHECKPOINTS, [row('small')])
    await settleTurn()
    expect(sender.sent).toHaveLength(1)
    controller.abort()
    await settleTurn()
    expect(large.state).toMatchObject({ code: 'ABORTED' })
    expect(sender.at(1).lines).toEqual(['small'])
  })
})

describe('a signal', () => {
  it('that has fired rejects the write', async () => {
    const { sender, sink } = setUp()
    const write = sink.write(BLOBS, [row('a')], { signal: AbortSignal.abort() })
    await expect(write).rejects.toMatchObject({ code: 'ABORTED' })
    expect(sender.sent).toEqual([])
  })

  it('removes waiting rows', async () => {
    const { sender, sink } = setUp()
    const controller = new AbortController()
    void sink.write(BLOBS, [row('a')])
    await settleTurn()
    const aborted = watch(sink.write(BLOBS, [row('b')], { signal: controller.signal }))
    void sink.write(BLOBS, [row('c')])
    controller.abort()
    sender.at(0).acknowledge()
    await settleTurn()
    expect(aborted.state).toMatchObject({ code: 'ABORTED' })
    expect(sender.at(1).lines).toEqual(['c'])
  })

  it('changes nothing once the rows are being sent', async () => {
    const { sender, sink } = setUp()
    const controller = new AbortController()
    const write = watch(sink.write(BLOBS, [row('a')], { signal: controller.signal }))
    await settleTurn()
    controller.abort()
    await settleTurn()
    expect(write.state).toBe('open')
    sender.at(0).acknowledge()
    await settleTurn()
    expect(write.state).toBe('done')
  })

  it('has no listener once its write has settled', async () => {
    const { sender, sink } = setUp()
    const controller = new AbortController()
    const remove = vi.spyOn(controller.signal, 'removeEventListener')
    const write = sink.write(BLOBS, [row('a')], { signal: controller.signal })
    await settleTurn()
    sender.at(0).acknowledge()
    await write
    expect(remove).toHaveBeenCalledTimes(1)
  })
})

describe('flush', () => {
  it('waits for all earlier writes and for no later one', async () => {
    const { sender, sink } = setUp({ maxBufferedRows: 2, maxConcurrentIngests: 1 })
    void sink.write(BLOBS, [row('a')])
    await settleTurn()
    void sink.write(BLOBS, [row('b')])
    void sink.write(BLOBS, [row('c')])
    const flushed = watch(sink.flush())
    sender.at(0).acknowledge()
    await settleTurn()
    expect(flushed.state).toBe('open')
    sender.at(1).acknowledge()
    await settleTurn()
    expect(flushed.state).toBe('done')
  })

  it('settles although a write fails', async () => {
    const { sender, sink } = setUp()
    const write = watch(sink.write(BLOBS, [row('a')]))
    const flushed = sink.flush()
    await settleTurn()
    sender.at(0).fail(rejected)
    await flushed
    expect(write.state).toBe(rejected)
  })

  it('waits for requests whose write has already failed', async () => {
    const { sender, sink } = setUp({ batchSize: 1 })
    const write = watch(sink.write(BLOBS, rows(2)))
    await settleTurn()
    sender.at(0).fail(rejected)
    await settleTurn()
    expect(write.state).toBe(rejected)
    const flushed = watch(sink.flush())
    await settleTurn()
    expect(flushed.state).toBe('open')
    sender.at(1).acknowledge()
    await settleTurn()
    expect(flushed.state).toBe('done')
  })

  it('does not split the writes of one turn', async () => {
    const { sender, sink } = setUp()
    void sink.write(BLOBS, [row('a')])
    void sink.flush()
    void sink.write(BLOBS, [row('b')])
    await settleTurn()
    expect(sender.sent.map((batch) => batch.lines)).toEqual([['a', 'b']])
  })

  it('ends a linger', async () => {
    const { sender, sink } = setUp({ lingerMs: 1_000 })
    void sink.write(BLOBS, [row('a')])
    void sink.flush()
    await settleTurn()
    expect(sender.at(0).info.reason).toBe('flush')
    sender.at(0).acknowledge()
    await settleTurn()
    void sink.write(BLOBS, [row('b')])
    await settleTurn()
    expect(sender.sent).toHaveLength(1)
  })
})

describe('close', () => {
  it('sends waiting rows, then rejects new ones, and may be called twice', async () => {
    const { sender, sink } = setUp({ lingerMs: 1_000, maxBufferedRows: 1 })
    const writes = ['a', 'b'].map((text) => watch(sink.write(BLOBS, [row(text)])))
    const closed = watch(sink.close())
    await expect(sink.write(BLOBS, [row('late')])).rejects.toMatchObject({ code: 'CLOSED' })
    await settleTurn()
    expect(sender.at(0).info.reason).toBe('close')
    sender.at(0).acknowledge()
    await settleTurn()
    expect(closed.state).toBe('open')
    sender.at(1).acknowledge()
    await settleTurn()
    expect(closed.state).toBe('done')
    expect(writes.map((write) => write.state)).toEqual(['done', 'done'])
    await sink.close()
    expect(sender.sent).toHaveLength(2)
  })
})
