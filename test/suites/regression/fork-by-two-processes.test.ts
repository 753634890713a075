import { afterEach, beforeEach, expect, it } from 'vitest'
import { KustoSaver, type KustoLogger } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf } from '../../support/checkpoints.ts'
import { openMetrics, type TestMetrics } from '../../support/otel.ts'

const THREAD = { configurable: { thread_id: 'forked', checkpoint_ns: '' } }
const at = (number: number) => ({
  configurable: { ...THREAD.configurable, checkpoint_id: idOf(number) },
})

let kusto: LocalKusto
let first: KustoSaver
let second: KustoSaver
let reader: KustoSaver
let metrics: TestMetrics
let warnings: [object, string][]

beforeEach(async () => {
  kusto = await LocalKusto.open()
  metrics = openMetrics()
  warnings = []
  first = new KustoSaver({ client: kusto.client() })
  second = new KustoSaver({ client: kusto.client() })
  const meterProvider = metrics.provider
  reader = new KustoSaver({ client: kusto.client(), meterProvider, logger: loggerInto(warnings) })
  await first.setup({ provision: true })
})

afterEach(async () => {
  await Promise.all([first, second, reader].map((saver) => saver.close()))
  await kusto.close()
  await metrics.shutdown()
})

const quiet = () => undefined

function loggerInto(lines: [object, string][]): KustoLogger {
  const logger: KustoLogger = {
    trace: quiet,
    debug: quiet,
    info: quiet,
    error: quiet,
    warn: (fields: object, message: string) => void lines.push([fields, message]),
    child: () => logger,
  }
  return logger
}

async function put(
  saver: KustoSaver,
  parent: number | undefined,
  number: number,
  source: 'input' | 'loop' | 'update' | 'fork' = 'loop',
): Promise<void> {
  const metadata = { source, step: number, parents: {} }
  const config = parent === undefined ? THREAD : at(parent)
  await saver.put(config, checkpointOf(number, { x: number }), metadata, { x: number })
}

async function list(): Promise<void> {
  let count = 0
  for await (const _ of reader.list(THREAD)) count++
  expect(count).toBeGreaterThan(1)
}

async function forks(): Promise<number> {
  const points = await metrics.points()
  return points
    .filter(({ metric }) => metric.endsWith('forks'))
    .reduce((sum, { value }) => sum + value, 0)
}

it('list counts a fork and logs one line per thread', async () => {
  await put(first, undefined, 1, 'input')
  await put(first, 1, 2)
  await put(second, 1, 3)
  await put(first, 2, 4)
  await put(second, 2, 5)
  await list()
  await list()
  expect(await forks()).toBe(2)
  expect(warnings).toEqual([
    [
      expect.objectContaining({
        thread_id: 'forked',
        parent_checkpoint_id: expect.stringMatching(`${idOf(1)}|${idOf(2)}`),
        writers: [expect.any(String), expect.any(String)],
      }),
      'two savers continued from the same checkpoint',
    ],
  ])
})

it('list finds a fork whose branches are on two pages', async () => {
  await put(first, undefined, 1, 'input')
  await put(first, 1, 2)
  for (let number = 3; number <= 11; number++)
    await put(second, number === 3 ? 1 : number - 1, number)
  await list()
  expect(await forks()).toBe(1)
})

it('a delta history counts a fork', async () => {
  await put(first, undefined, 1, 'input')
  await put(first, 1, 2)
  await put(second, 1, 3)
  await put(second, 3, 4)
  await reader.getDeltaChannelHistory({ config: at(4), channels: ['d'] })
  expect(await forks()).toBe(1)
  expect(warnings).toHaveLength(1)
})

it('counts a fork when two processes start the same thread', async () => {
  await put(first, undefined, 1, 'input')
  await put(second, undefined, 2, 'input')
  await list()
  expect(await forks()).toBe(1)
})

it.each(['update', 'fork'] as const)('does not count an intended branch: %s', async (source) => {
  await put(first, undefined, 1, 'input')
  await put(first, 1, 2)
  await put(second, 1, 3, source)
  await list()
  expect(await forks()).toBe(0)
})

it('does not count time travel, nor a checkpoint that another process puts again', async () => {
  await put(first, undefined, 1, 'input')
  await put(first, 1, 2)
  await put(first, 1, 3)
  await put(second, 1, 3)
  await put(second, 3, 4)
  await list()
  expect(await forks()).toBe(0)
  expect(warnings).toEqual([])
})
