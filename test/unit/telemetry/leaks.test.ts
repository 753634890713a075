import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { KustoSaver, type KustoAuth, type KustoSaverOptions } from '../../../src/index.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'
import { openMetrics, openTracing } from '../../support/otel.ts'
import { observedKusto } from './observed-kusto.ts'

const world = observedKusto()

afterEach(() => {
  world.kusto.faults.clear()
})

const STATE = 'the-state-of-the-user'
const TOKEN = 'the-bearer-token'
const THREAD = `thread-of-a-user-${freshThread()}`

interface Emitted {
  readonly spans: string
  readonly lines: string
  readonly metrics: string
}

/** All telemetry of all operations, first succeeding, then failing, through the official SDK. */
async function emitted(
  options: KustoSaverOptions & { auth?: KustoAuth } = {},
  over: (url: string) => string = (url) => url,
): Promise<Emitted> {
  const server = await world.kusto.listen()
  const url = over(server.url)
  const lines: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const tracing = openTracing()
  const metrics = openMetrics()
  const providers = { tracerProvider: tracing.provider, meterProvider: metrics.provider }
  await using saver = KustoSaver.fromConnString(`${url}/NetDefaultDB`, {
    ...providers,
    logger,
    retries: 1,
    ...options,
  })
  await everything(saver)
  world.kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 400, message: STATE })
  world.kusto.faults.add({ endpoint: 'query', fault: 'status', status: 500 })
  await everything(saver)
  await saver.flush().catch(() => undefined)
  return {
    spans: JSON.stringify(tracing.spans()),
    lines: lines.join(''),
    metrics: JSON.stringify(await metrics.points()),
  }
}

async function everything(saver: KustoSaver): Promise<void> {
  const config = { configurable: { thread_id: THREAD, checkpoint_ns: '', checkpoint_id: idOf(1) } }
  const checkpoint = checkpointOf(2, { a: STATE })
  const metadata = { ...metadataOf(2), note: STATE }
  const unreadable = {
    toJSON: () => {
      throw new Error(STATE)
    },
  }
  const calls = [
    async () => saver.put(config, checkpoint, metadata, { a: 2 }),
    async () => saver.put(config, checkpointOf(3, { a: unreadable }), metadata, { a: 3 }),
    async () => saver.putWrites(config, [['a', STATE]], 'task'),
    async () => saver.getTuple({ configurable: { thread_id: THREAD } }),
    async () =>
      saver.list({ configurable: { thread_id: THREAD } }, { filter: { note: STATE } }).next(),
    async () => saver.getDeltaChannelHistory({ config, channels: ['a'] }),
    async () => saver.deleteThread(freshThread()),
  ]
  for (const call of calls) await call().catch(() => undefined)
}

describe.each([['durable'], ['buffered']] as const)('telemetry of a %s saver', (writeMode) => {
  it('contains no state anywhere, and no thread in a metric', async () => {
    const { spans, lines, metrics } = await emitted({ writeMode })
    for (const text of [spans, lines, metrics]) {
      expect(text).not.toContain(STATE)
    }
    expect(metrics).not.toContain(THREAD)
    expect(metrics).not.toContain(idOf(2))
    expect(spans).not.toContain('declare query_parameters')
    // the texts that the test searches for appear where they are allowed
    expect(spans).toContain(THREAD)
    expect(lines).toContain(THREAD)
    expect(spans).toContain('QUERY_UNAVAILABLE')
    expect(lines).toContain('failed')
  })
})

it('contains no token of SDK errors', async () => {
  const { spans, lines, metrics } = await emitted(
    { auth: { kind: 'accessToken', token: TOKEN }, retries: 0, retryBudgetMs: 0 },
    // the server does not speak TLS, so each request fails with the token in its headers
    (url) => url.replace('http:', 'https:'),
  )
  for (const text of [spans, lines, metrics]) {
    expect(text).not.toContain(TOKEN)
    expect(text.toLowerCase()).not.toContain('bearer')
  }
  expect(lines).toContain('put failed')
})

it('contains query texts only if enabled, and never their values', async () => {
  const { spans } = await emitted({ telemetry: { dangerouslyRecordQueryText: true } })
  expect(spans).toContain('declare query_parameters')
  expect(spans).not.toContain(STATE)
})

it('has few series, however many threads there are', async () => {
  await using observed = world.open()
  const count = async () => (await observed.metrics.points()).length
  const use = async (threadId: string) => {
    const config = { configurable: { thread_id: threadId, checkpoint_ns: threadId } }
    await observed.saver.put(config, checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
    await observed.saver.getTuple(config)
  }
  await use(freshThread())
  const before = await count()
  for (let n = 0; n < 20; n++) await use(freshThread())
  expect(await count()).toBe(before)
})
