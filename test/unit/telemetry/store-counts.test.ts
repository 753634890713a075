import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { HealthGauges } from '../../../src/telemetry/metrics/health-gauges.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { openMetrics, type TestMetrics } from '../../support/otel.ts'
import { RefusingClient } from '../../support/refusing-client.ts'

const DAY_MS = 24 * 3_600_000
const ROOT = { configurable: { thread_id: 'counted', checkpoint_ns: '' } }
const AFTER_FIRST = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(1) } }

let clock: VirtualClock
let kusto: LocalKusto
let client: RefusingClient
let metrics: TestMetrics
let saver: KustoSaver

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  client = new RefusingClient(kusto.client())
  metrics = openMetrics()
  saver = open()
  await saver.setup({ provision: true })
})

afterEach(async () => {
  await saver.end()
  await kusto.close()
  await metrics.shutdown()
})

function open(): KustoSaver {
  return new KustoSaver({
    client,
    nowMs: () => clock.nowMs(),
    meterProvider: metrics.provider,
    telemetry: { lagProbeIntervalMs: 0 },
  })
}

async function countOf(name: string, attribute?: readonly [string, unknown]): Promise<number> {
  const points = await metrics.allPoints(`langgraph.kusto.${name}`)
  const own = points.filter(
    ({ attributes }) => attribute === undefined || attributes[attribute[0]] === attribute[1],
  )
  return own.reduce((sum, { value }) => sum + value, 0)
}

async function putFirst(): Promise<void> {
  const values = { x: 'first value', y: 'second value' }
  await saver.put(ROOT, checkpointOf(1, values), metadataOf(1), { x: 1, y: 1 })
}

const putChild = async (of: KustoSaver) =>
  of.put(
    AFTER_FIRST,
    checkpointOf(2, { x: 'first value', y: 'second value' }, { x: 1, y: 1 }),
    metadataOf(2),
    {},
  )

describe('values due for a refresh', () => {
  it('are counted, and those that a put has stored again', async () => {
    await putFirst()
    expect([await countOf('values_due'), await countOf('values_refreshed')]).toEqual([0, 0])
    await clock.advance(40 * DAY_MS)
    await putChild(saver)
    expect([await countOf('values_due'), await countOf('values_refreshed')]).toEqual([2, 2])
  })

  it('are due and not refreshed if the put fails', async () => {
    await putFirst()
    await clock.advance(40 * DAY_MS)
    client.refused = ['CheckpointBlobs']
    await expect(putChild(saver)).rejects.toMatchObject({ code: 'INGEST_REJECTED' })
    client.refused = []
    expect([await countOf('values_due'), await countOf('values_refreshed')]).toEqual([2, 0])
  })

  it('are counted too when a pending write refreshes its checkpoint', async () => {
    await putFirst()
    await clock.advance(40 * DAY_MS)
    await saver.putWrites(AFTER_FIRST, [['x', 'answer']], 'task')
    expect([await countOf('values_due'), await countOf('values_refreshed')]).toEqual([2, 2])
  })
})

describe('other counts of the store', () => {
  it('say whether the manifest of the parent was in the cache', async () => {
    await putFirst()
    expect(await countOf('parent_lookups')).toBe(0)
    await putChild(saver)
    await using successor = open()
    await putChild(successor)
    expect(await countOf('parent_lookups', ['found', true])).toBe(1)
    expect(await countOf('parent_lookups', ['found', false])).toBe(1)
  })

  it('say how many bytes reads returned', async () => {
    await putFirst()
    await saver.getTuple(ROOT)
    const one = await countOf('read_bytes', ['operation', 'get_tuple'])
    expect(one).toBeGreaterThan('first valuesecond value'.length)
    for await (const _ of saver.list(ROOT)) break
    expect(await countOf('read_bytes', ['operation', 'list'])).toBe(one)
  })
})

describe('health by check', () => {
  it('is unknown before the first report, then has a point for each check and status', async () => {
    expect(await metrics.allPoints('langgraph.kusto.health_checks')).toEqual([])
    const { checks } = await saver.healthCheck()
    for (const { name, status } of checks) {
      const points = await metrics.allPoints('langgraph.kusto.health_checks')
      const own = points.filter(({ attributes }) => attributes['check'] === name)
      expect(own.filter(({ value }) => value === 1)).toMatchObject([{ attributes: { status } }])
      expect(own).toHaveLength(4)
    }
    expect(checks.length).toBeGreaterThan(10)
  })

  it('forgets a report after ten minutes', () => {
    let nowMs = 0
    const gauges = new HealthGauges(() => nowMs)
    gauges.checked([{ name: 'connection', status: 'failing' }])
    expect(gauges.readGauges()).toHaveLength(4)
    nowMs = 601_000
    expect(gauges.readGauges()).toEqual([])
  })
})
