import { afterEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { type FaultRule, LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

/** A fifth of the requests gets one of these. */
const MIXED: readonly FaultRule[] = [
  { endpoint: ['query', 'ingest'], fault: 'status', status: 429, probability: 0.02 },
  { endpoint: ['query', 'ingest'], fault: 'status', status: 503, probability: 0.02 },
  {
    endpoint: ['query', 'ingest'],
    fault: 'status',
    status: 520,
    phase: 'after',
    probability: 0.02,
  },
  { endpoint: ['query', 'ingest'], fault: 'reset', probability: 0.03 },
  { endpoint: 'ingest', fault: 'lost-acknowledgement', probability: 0.05 },
  { endpoint: 'ingest', fault: 'redelivery', probability: 0.05 },
  { endpoint: 'ingest', fault: 'reorder', delayMs: [0, 200], probability: 0.05 },
  { endpoint: 'query', fault: 'cut', probability: 0.05 },
  { endpoint: 'query', fault: 'partial-failure', probability: 0.05 },
  { endpoint: ['query', 'ingest'], fault: 'slow', delayMs: [0, 50], probability: 0.03 },
]

const THREADS = 6
const STEPS = 6

let kusto: LocalKusto | undefined

afterEach(async () => {
  await kusto?.close()
})

function configOf(thread: number, step = 0) {
  const id = step === 0 ? {} : { checkpoint_id: idOf(step) }
  return { configurable: { thread_id: `thread ${thread}`, checkpoint_ns: '', ...id } }
}

function valuesOf(thread: number, step: number) {
  return { fixed: `of thread ${thread}`, counter: step, text: `${thread}/${step} `.repeat(200) }
}

function writesOf(thread: number, step: number): [string, unknown][] {
  return [0, 1, 2].map((n) => [`channel ${n}`, `${thread}/${step}/${n}`])
}

/**
 * The agent of one thread: puts, writes, and after each step reads everything that was
 * acknowledged.
 */
async function play(saver: KustoSaver, thread: number): Promise<void> {
  for (let step = 1; step <= STEPS; step++) {
    const values = valuesOf(thread, step)
    const versions = { fixed: 1, counter: step, text: step }
    const changed = step === 1 ? versions : { counter: step, text: step }
    const checkpoint = checkpointOf(step, values, versions)
    await saver.put(configOf(thread, step - 1), checkpoint, metadataOf(step), changed)
    await saver.putWrites(configOf(thread, step), writesOf(thread, step), 'a task')
    const tuple = await saver.getTuple(configOf(thread))
    expect(tuple?.checkpoint.channel_values).toEqual(values)
    expect(tuple?.pendingWrites).toEqual(
      writesOf(thread, step).map(([channel, value]) => ['a task', channel, value]),
    )
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

describe('a saver over HTTP when a fifth of the requests fails', () => {
  it.each([1, 2])('loses and duplicates nothing (seed %i)', async (seed) => {
    kusto = await LocalKusto.open({ database: 'db1' })
    const { url } = await kusto.listen()
    const saver = KustoSaver.fromConnString(`${url}/db1`, { retries: 10 })
    await saver.setup({ provision: true })
    kusto.faults.seed(seed)
    kusto.faults.add(...MIXED)
    await Promise.all(Array.from({ length: THREADS }, (_, thread) => play(saver, thread)))
    const { faults } = kusto.stats()
    expect(Object.values(faults).reduce((sum, given) => sum + given, 0)).toBeGreaterThan(10)
    kusto.faults.clear()
    await saver.end()
    // a new process, which only knows Kusto's rows, once the rows that a fault holds back are
    // visible
    await expect.poll(() => kusto?.stats().heldRows).toBe(0)
    const reader = KustoSaver.fromConnString(`${url}/db1`)
    for (let thread = 0; thread < THREADS; thread++) {
      const listed = await collect(reader.list(configOf(thread)))
      expect(
        listed.map(({ checkpoint, pendingWrites }) => [checkpoint.channel_values, pendingWrites]),
      ).toEqual(
        Array.from({ length: STEPS }, (_, index) => STEPS - index).map((step) => [
          valuesOf(thread, step),
          writesOf(thread, step).map(([channel, value]) => ['a task', channel, value]),
        ]),
      )
    }
    await reader.end()
  })
})
