import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { InMemoryMetricExporter, AggregationTemporality } from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KustoSaver, type KustoSaverOptions } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { freshThread } from '../../support/checkpoints.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { configOf, MoodyClient, openSpooled, put, stepOf } from '../../unit/spool/support.ts'

// Losses are reported by calls. Telemetry that fails must neither hide nor change that.

let kusto: LocalKusto
const unhandled: unknown[] = []
const onUnhandled = (error: unknown): void => void unhandled.push(error)

beforeEach(async () => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  process.on('unhandledRejection', onUnhandled)
  kusto = await LocalKusto.open()
  await using saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
})

afterEach(async () => {
  process.off('unhandledRejection', onUnhandled)
  vi.restoreAllMocks()
  await kusto.close()
})

async function unhandledSoFar(): Promise<unknown[]> {
  await new Promise(setImmediate)
  return unhandled.splice(0)
}

interface Hostile {
  readonly options: KustoSaverOptions
  /** Called while calls are under way. */
  readonly breakNow: () => Promise<unknown>
}

/** Every method of it does the same. */
function everyMethod(act: () => unknown): object {
  return new Proxy({}, { get: (_, name) => (name === 'then' ? undefined : act) })
}

const throwing = (): never => {
  throw new Error('broken')
}
const rejecting = async (): Promise<never> => {
  throw new Error('broken later')
}

const KINDS: readonly (readonly [string, () => Hostile])[] = [
  ['throws everywhere', () => brokenBy(throwing)],
  ['rejects everywhere', () => brokenBy(rejecting)],
  ['is shut down while calls are under way', shutDownInFlight],
]

function brokenBy(act: () => unknown): Hostile {
  const part: object = { tracerProvider: everyMethod(act), meterProvider: everyMethod(act) }
  const logger: object = { logger: everyMethod(act) }
  return { options: { ...part, ...logger }, breakNow: () => Promise.resolve() }
}

function shutDownInFlight(): Hostile {
  const tracerProvider = new BasicTracerProvider()
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 10_000 })],
  })
  return {
    options: { tracerProvider, meterProvider },
    breakNow: () => Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()]),
  }
}

describe.each(KINDS)('with telemetry that %s', (_, hostile) => {
  it('a durable saver stores and reads', async () => {
    const { options, breakNow } = hostile()
    await using saver = new KustoSaver({ ...options, client: kusto.client() })
    const thread = freshThread()
    await put(saver, thread, 1)
    const second = put(saver, thread, 2)
    await breakNow()
    await second
    expect(await stepOf(saver, thread)).toBe('value 2')
    expect(await unhandledSoFar()).toEqual([])
  })

  it('a buffered saver reports a lost write once, and refuses what builds on it', async () => {
    const { options, breakNow } = hostile()
    const client = new MoodyClient(kusto.client())
    const saver = new KustoSaver({ ...options, client, writeMode: 'buffered' })
    const [thread, other] = [freshThread(), freshThread()]
    await put(saver, thread, 1)
    await saver.flush()
    client.refused = 'value 2'
    await put(saver, thread, 2)
    const failure = saver.flush().catch((error: unknown) => error)
    await breakNow()
    expect(await failure).toMatchObject({ code: 'INGEST_REJECTED' })
    await expect(put(saver, thread, 3)).rejects.toMatchObject({ code: 'BUFFER_LOST' })
    await put(saver, other, 1)
    await saver.flush()
    expect(await stepOf(saver, thread)).toBe('value 1')
    await saver.close()
    expect(await unhandledSoFar()).toEqual([])
  })

  it('a spooled saver stops the thread whose rows Kusto refuses, and no other', async () => {
    const { options, breakNow } = hostile()
    await using folder = await temporaryFolder('lck-hostile-')
    const { saver, client } = openSpooled(kusto, folder.path, options)
    const [thread, other] = [freshThread(), freshThread()]
    await put(saver, thread, 1)
    await put(saver, other, 1)
    client.refused = thread
    const failure = saver.flush().catch((error: unknown) => error)
    await breakNow()
    expect(await failure).toMatchObject({ code: 'INGEST_REJECTED' })
    await expect(stepOf(saver, thread)).rejects.toMatchObject({ code: 'SPOOL_REFUSED' })
    await put(saver, other, 2)
    expect(await stepOf(saver, other)).toBe('value 2')
    await saver.close()
    expect(await unhandledSoFar()).toEqual([])
  })

  it('a deletion holds', async () => {
    const { options, breakNow } = hostile()
    await using saver = new KustoSaver({ ...options, client: kusto.client() })
    const thread = freshThread()
    await put(saver, thread, 1)
    const deletion = saver.deleteThread(thread)
    await breakNow()
    await deletion
    expect(await saver.getTuple(configOf(thread))).toBeUndefined()
    await expect(put(saver, thread, 2)).rejects.toMatchObject({ code: 'THREAD_DELETED' })
    expect(await unhandledSoFar()).toEqual([])
  })
})
