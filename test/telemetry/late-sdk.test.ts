import { afterEach, expect, it } from 'vitest'
import { KustoSaver } from '../../src/index.ts'
import { checkpointOf, freshThread, metadataOf } from '../support/checkpoints.ts'
import { openMetrics, openTracing, registerGlobally } from '../support/otel.ts'
import { observedKusto } from './observed-kusto.ts'

const world = observedKusto()
let unregister: (() => void) | undefined

afterEach(() => {
  unregister?.()
  unregister = undefined
})

async function put(saver: KustoSaver): Promise<void> {
  const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
  await saver.put(config, checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
}

const openSaver = () => new KustoSaver({ client: world.kusto.client() })

it('an SDK that is registered after the saver sees what happens from then on', async () => {
  await using saver = openSaver()
  await put(saver)
  const tracing = openTracing()
  const metrics = openMetrics()
  unregister = registerGlobally({ tracing, metrics })
  await put(saver)
  expect(tracing.spans().filter(({ name }) => name === 'checkpointer.put')).toHaveLength(1)
  expect(await metrics.points('langgraph.kusto.puts')).toMatchObject([{ value: 1 }])
  expect(await metrics.points('langgraph.kusto.batch_queue_size')).toHaveLength(4)
})

it('a provider that takes the place of another gets what comes, the old one no more', async () => {
  await using saver = openSaver()
  const first = openMetrics()
  unregister = registerGlobally({ metrics: first })
  await put(saver)
  unregister()
  const second = openMetrics()
  unregister = registerGlobally({ metrics: second })
  await put(saver)
  await put(saver)
  expect(await first.points('langgraph.kusto.puts')).toMatchObject([{ value: 1 }])
  expect(await first.points('langgraph.kusto.overlay_rows')).toEqual([])
  expect(await second.points('langgraph.kusto.puts')).toMatchObject([{ value: 2 }])
  expect(await second.points('langgraph.kusto.overlay_rows')).toMatchObject([{ value: 6 }])
})

it('several savers sum, and one that is closed leaves the gauges', async () => {
  const metrics = openMetrics()
  unregister = registerGlobally({ metrics })
  const [one, other] = [openSaver(), openSaver()]
  await put(one)
  await put(other)
  await put(other)
  expect(await metrics.points('langgraph.kusto.puts')).toMatchObject([{ value: 3 }])
  expect(await metrics.points('langgraph.kusto.overlay_rows')).toMatchObject([{ value: 6 }])
  await other.close()
  expect(await metrics.points('langgraph.kusto.overlay_rows')).toMatchObject([{ value: 2 }])
  await one.close()
  expect(await metrics.points('langgraph.kusto.overlay_rows')).toMatchObject([{ value: 0 }])
  expect(await metrics.points('langgraph.kusto.puts')).toMatchObject([{ value: 3 }])
})

it('counters begin at nothing, so that the first failure is a step', async () => {
  const metrics = openMetrics()
  unregister = registerGlobally({ metrics })
  await using _ = openSaver()
  const zeros = await metrics.allPoints('langgraph.kusto.dropped_rows')
  expect(zeros.map(({ value }) => value)).toEqual([0, 0, 0, 0])
})
