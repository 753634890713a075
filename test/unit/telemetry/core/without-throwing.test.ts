import { context, metrics, trace } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KustoSaver } from '../../../../src/index.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../../support/checkpoints.ts'
import { observedKusto } from '../observed-kusto.ts'

const world = observedKusto()

beforeEach(() => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
})

afterEach(() => {
  vi.restoreAllMocks()
})

const refuse = (): never => {
  throw new Error('telemetry is broken')
}

/** Every property is a function that throws. */
function broken(): object {
  return new Proxy({}, { get: () => refuse })
}

/** Works until it returns a span, then throws. */
const brokenSpans = {
  getTracer: () => ({ startSpan: () => broken(), startActiveSpan: refuse }),
}

/** Works until it returns instruments, then throws. */
const brokenInstruments = {
  getMeter: () => new Proxy({}, { get: () => broken }),
}

const rejecting = async (): Promise<never> => {
  throw new Error('telemetry is broken later')
}
const lateLogger = {
  trace: rejecting,
  debug: rejecting,
  info: rejecting,
  warn: rejecting,
  error: rejecting,
  child: (): object => lateLogger,
}

describe.each<readonly [string, object]>([
  ['a tracer provider', { tracerProvider: broken() }],
  ['spans', { tracerProvider: brokenSpans }],
  ['a meter provider', { meterProvider: broken() }],
  ['instruments', { meterProvider: brokenInstruments }],
  ['a logger', { logger: broken() }],
  ['a logger that writes later', { logger: lateLogger }],
])('%s that throws', (_, options) => {
  it.each(['durable', 'buffered'] as const)('does not reach a %s saver', async (writeMode) => {
    await using saver = new KustoSaver({ client: world.kusto.client(), writeMode, ...options })
    const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
    const next = await saver.put(config, checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
    await saver.putWrites(next, [['a', 1]], 'task')
    expect((await saver.getTuple(config))?.checkpoint.id).toBe(idOf(1))
    expect((await saver.list(config).next()).value?.checkpoint.id).toBe(idOf(1))
    await expect(
      saver.put(config, checkpointOf(2, { a: 1n }), metadataOf(2)),
    ).rejects.toMatchObject({ code: 'UNSERIALIZABLE' })
    await saver.deleteThread(freshThread())
    await saver.flush()
  })
})

it('a context manager that throws runs the work once', async () => {
  const spies = [
    vi.spyOn(context, 'with').mockImplementation(refuse),
    vi.spyOn(context, 'active').mockImplementation(refuse),
    vi.spyOn(metrics, 'getMeterProvider').mockImplementation(refuse),
    vi.spyOn(trace, 'getTracer').mockImplementation(refuse),
  ]
  await using saver = new KustoSaver({ client: world.kusto.client() })
  const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
  const before = world.kusto.requests.length
  await saver.put(config, checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
  expect(await saver.getTuple(config)).toBeDefined()
  const requests = world.kusto.requests.slice(before).map(({ endpoint }) => endpoint)
  // the first write asks for the cluster's time
  expect(requests).toEqual(['query', 'ingest', 'ingest', 'query'])
  for (const spy of spies) spy.mockRestore()
})
