import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CounterSums } from '../../../../src/telemetry/metrics/counter-sums.ts'
import { MetricRecorder } from '../../../../src/telemetry/metrics/metric-recorder.ts'
import { UNKNOWN_PLACE } from '../../../../src/telemetry/core/kusto-place.ts'
import { PlaceLabels } from '../../../../src/telemetry/core/place-labels.ts'
import { PAGES } from '../../../../src/telemetry/core/semconv.ts'
import { openMetrics, type TestMetrics } from '../../../support/otel.ts'

const NOWHERE = new PlaceLabels(UNKNOWN_PLACE)

let metrics: TestMetrics

beforeEach(() => {
  metrics = openMetrics()
})
afterEach(async () => metrics.shutdown())

/** A counter of a real SDK to which only the sums export. */
function openCounter(): {
  add(value: number, attributes: Record<string, string>): void
  sums: CounterSums
} {
  const counter = metrics.provider.getMeter('test').createCounter('calls')
  const sums = new CounterSums()
  return { sums, add: (value, attributes) => sums.add(counter, value, attributes) }
}

async function values(): Promise<unknown> {
  const points = await metrics.allPoints('calls')
  return Object.fromEntries(
    points.map(({ attributes, value }) => [JSON.stringify(attributes), value]),
  )
}

it('a count of a saver that closed before the SDK was registered is in the next collection', async () => {
  const recorder = new MetricRecorder(metrics.provider, { readGauges: () => [] }, NOWHERE)
  recorder.close()
  recorder.add(PAGES, 1, {})
  expect(await metrics.points(PAGES.name)).toMatchObject([{ value: 1 }])
})

describe('counts between two collections', () => {
  it('are summed per set of attributes and exported once', async () => {
    const counted = openCounter()
    counted.add(1, { table: 'A' })
    counted.add(2, { table: 'A' })
    counted.add(4, { table: 'A', type: '429' })
    counted.sums.handOver()
    counted.sums.handOver()
    expect(await values()).toEqual({
      '{"table":"A"}': 3,
      '{"table":"A","type":"429"}': 4,
    })
  })

  it('begin with a zero if one was counted', async () => {
    const counted = openCounter()
    counted.add(0, { table: 'A' })
    counted.sums.handOver()
    expect(await values()).toEqual({ '{"table":"A"}': 0 })
  })

  it('are exported after a while without a collection', async () => {
    const counted = openCounter()
    for (let i = 0; i < 999; i++) counted.add(1, { table: 'A' })
    expect(await values()).toEqual({})
    counted.add(1, { table: 'A' })
    expect(await values()).toEqual({ '{"table":"A"}': 1000 })
  })
})
