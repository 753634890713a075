import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import type { KustoLogger } from '../../../src/index.ts'
import { traceMixin } from '../../../src/telemetry/logs/trace-mixin.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'
import { observedKusto, type ObservedSaver } from './observed-kusto.ts'

const world = observedKusto()

afterEach(() => {
  world.kusto.faults.clear()
})

function refuse(): never {
  throw new Error('a line was written')
}

type Line = Readonly<Record<string, unknown>>

/** A real pino that writes into memory. */
function pinoInMemory(level = 'trace', options: object = {}) {
  const written: string[] = []
  const logger = pino({ level, ...options }, { write: (line: string) => void written.push(line) })
  return { logger, written, lines: () => written.map(readLine) }
}

function readLine(text: string): Line {
  const line: Line = JSON.parse(text)
  return line
}

const configOf = (threadId: string) => ({
  configurable: { thread_id: threadId, checkpoint_ns: 'ns' },
})

async function put({ saver }: ObservedSaver, threadId = freshThread()): Promise<void> {
  await saver.put(configOf(threadId), checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
}

describe('each operation', () => {
  it('is one line with its thread, its checkpoint and its span', async () => {
    const { logger, lines } = pinoInMemory()
    await using observed = world.open({ logger })
    const threadId = freshThread()
    await put(observed, threadId)
    const [span] = observed.tracing.spans().filter(({ name }) => name === 'checkpointer.put')
    const [line, ...more] = lines().filter(({ op }) => op === 'put')
    expect(more).toEqual([])
    expect(line).toMatchObject({
      level: 20,
      component: 'langgraph-checkpoint-kusto',
      msg: 'put done',
      thread_id: threadId,
      checkpoint_ns: 'ns',
      checkpoint_id: idOf(1),
      trace_id: span?.traceId,
      span_id: span?.spanId,
      duration_ms: expect.any(Number),
      bytes: expect.any(Number),
    })
  })

  it('has log lines for its requests, with the ids that Kusto logs', async () => {
    const { logger, lines } = pinoInMemory()
    await using observed = world.open({ logger })
    await observed.saver.getTuple(configOf(freshThread()))
    const [query] = observed.tracing.spans().filter(({ name }) => name.startsWith('query'))
    expect(lines().find(({ op }) => op === 'query')).toMatchObject({
      msg: 'request answered',
      summary: 'query latest checkpoint',
      client_request_id: query?.attributes['azure.kusto.client_request_id'],
      span_id: query?.spanId,
    })
  })

  it.each(['getTuple', 'list', 'putWrites', 'deleteThread', 'getDeltaChannelHistory'] as const)(
    'is logged: %s',
    async (operation) => {
      const { logger, lines } = pinoInMemory()
      await using observed = world.open({ logger })
      const { saver } = observed
      const threadId = freshThread()
      const withId = { configurable: { thread_id: threadId, checkpoint_id: idOf(1) } }
      const calls = {
        getTuple: async () => saver.getTuple(configOf(threadId)),
        list: async () => saver.list(configOf(threadId)).next(),
        putWrites: async () => saver.putWrites(withId, [['a', 1]], 'task'),
        deleteThread: async () => saver.deleteThread(threadId),
        getDeltaChannelHistory: async () =>
          saver.getDeltaChannelHistory({ config: configOf(threadId), channels: ['a'] }),
      }
      await calls[operation]()
      const done = lines().filter(({ msg }) => String(msg).endsWith(' done'))
      expect(done).toMatchObject([{ thread_id: threadId, level: 20 }])
    },
  )
})

describe('a failure', () => {
  it('is one line with everything needed to find its cause', async () => {
    const { logger, lines } = pinoInMemory('warn')
    await using observed = world.open({ logger })
    world.kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 403 })
    const threadId = freshThread()
    await expect(put(observed, threadId)).rejects.toThrow('HTTP 403')
    expect(lines()).toMatchObject([
      {
        level: 50,
        op: 'put',
        msg: 'put failed',
        thread_id: threadId,
        checkpoint_id: idOf(1),
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
        err: {
          type: 'KustoSaverError',
          code: 'INGEST_REJECTED',
          http_status: 403,
          attempts: 1,
          kusto_code: expect.any(String),
          message: expect.stringContaining('HTTP 403'),
          stack: expect.stringMatching(/^\s+at /),
        },
      },
    ])
  })

  it('that is transient is a warning for each retried request', async () => {
    const { logger, lines } = pinoInMemory('warn')
    await using observed = world.open({ logger })
    await observed.saver.getTuple(configOf(freshThread()))
    world.kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 500, times: 1 })
    world.kusto.faults.add({ endpoint: 'query', fault: 'status', status: 500, times: 1 })
    await put(observed)
    await observed.saver.getTuple(configOf(freshThread()))
    expect(lines()).toMatchObject([
      { level: 40, op: 'ingest', attempt: 1, http_status: 500, delay_ms: expect.any(Number) },
      { level: 40, op: 'query', attempt: 1, http_status: 500, trace_id: expect.any(String) },
    ])
  })

  it('of a buffered write is an error at once, even if it is thrown later', async () => {
    const { logger, lines } = pinoInMemory('warn')
    await using observed = world.open({ logger, writeMode: 'buffered' })
    world.kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 403 })
    const threadId = freshThread()
    await put(observed, threadId)
    await expect(observed.saver.flush()).rejects.toThrow('buffered')
    expect(lines()).toMatchObject([
      { level: 50, msg: 'buffered write lost', op: 'put', thread_id: threadId },
    ])
  })
})

it('logs its lifecycle', async () => {
  const { logger, lines } = pinoInMemory('info')
  const observed = world.open({ logger })
  await observed.saver.setup()
  await observed[Symbol.asyncDispose]()
  expect(lines().map(({ level, msg }) => [level, msg])).toEqual([
    [30, 'saver opened'],
    [30, 'schema is ready'],
    [30, 'saver closed'],
  ])
})

it('logs a failed setup on one line', async () => {
  const { logger, lines } = pinoInMemory('info')
  await using observed = world.open({ logger })
  world.kusto.faults.add({ endpoint: 'mgmt', fault: 'status', status: 403, permanent: true })
  await expect(observed.saver.setup()).rejects.toThrow('403')
  expect(lines().filter(({ level }) => level === 50)).toMatchObject([
    { op: 'setup', msg: 'setup failed', err: { code: 'QUERY_REJECTED', http_status: 403 } },
  ])
})

describe('verbosity', () => {
  it.each([
    ['the logger', 'error', undefined],
    ['logLevel', 'trace', 'error'],
  ] as const)('is set by %s', async (_, loggerLevel, logLevel) => {
    const { logger, lines } = pinoInMemory(loggerLevel)
    await using observed = world.open({ logger, ...(logLevel === undefined ? {} : { logLevel }) })
    await put(observed)
    expect(lines()).toEqual([])
  })

  it('that is off builds no line and no costly fields', async () => {
    const asked: string[] = []
    const logger: KustoLogger = {
      trace: refuse,
      debug: refuse,
      info: refuse,
      warn: refuse,
      error: refuse,
      child: () => logger,
      isLevelEnabled: (level) => {
        asked.push(level)
        return false
      },
    }
    await using observed = world.open({ logger })
    await put(observed)
    expect(asked).toContain('debug')
  })

  it('rejects an unknown level', () => {
    const options: object = { logLevel: 'loud' }
    expect(() => world.open(options)).toThrow('logLevel')
  })
})

it('the ids appear once on a line, even if the host adds them too', async () => {
  const { logger, written } = pinoInMemory('trace', { mixin: traceMixin })
  await using observed = world.open({ logger })
  await put(observed)
  const withIds = written.filter((line) => line.includes('"trace_id"'))
  expect(withIds.length).toBeGreaterThan(0)
  for (const line of withIds) expect(line.split('"trace_id"')).toHaveLength(2)
})
