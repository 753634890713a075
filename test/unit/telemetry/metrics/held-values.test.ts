import { ROOT_CONTEXT, type Histogram } from '@opentelemetry/api'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { HeldValues } from '../../../../src/telemetry/metrics/held-values.ts'
import { MetricRecorder } from '../../../../src/telemetry/metrics/metric-recorder.ts'
import { UNKNOWN_PLACE } from '../../../../src/telemetry/core/kusto-place.ts'
import { PlaceLabels } from '../../../../src/telemetry/core/place-labels.ts'
import { PUT_DURATION } from '../../../../src/telemetry/core/semconv.ts'
import { openMetrics, type TestMetrics } from '../../../support/otel.ts'

const NOWHERE = new PlaceLabels(UNKNOWN_PLACE)

let metrics: TestMetrics

beforeEach(() => {
  metrics = openMetrics()
})
afterEach(async () => metrics.shutdown())

const openHistogram = (): Histogram => metrics.provider.getMeter('test').createHistogram('sizes')

async function counts(): Promise<unknown[]> {
  return (await metrics.allPoints('sizes')).map(({ attributes, value }) => [attributes, value])
}

it('values are in the next collection, each once', async () => {
  const recorder = new MetricRecorder(metrics.provider, { readGauges: () => [] }, NOWHERE)
  recorder.record(PUT_DURATION, 1, {})
  recorder.record(PUT_DURATION, 2, {})
  expect(await metrics.points(PUT_DURATION.name)).toMatchObject([{ value: 2 }])
  expect(await metrics.points(PUT_DURATION.name)).toMatchObject([{ value: 2 }])
})

it('a value of a closed saver is included too', async () => {
  const recorder = new MetricRecorder(metrics.provider, { readGauges: () => [] }, NOWHERE)
  recorder.record(PUT_DURATION, 1, {})
  recorder.close()
  recorder.record(PUT_DURATION, 1, {})
  expect(await metrics.points(PUT_DURATION.name)).toMatchObject([{ value: 2 }])
})

it('values are exported after a while without a collection', async () => {
  const histogram = openHistogram()
  const held = new HeldValues()
  for (let value = 0; value < 2_500; value++) {
    held.record(histogram, value, { kind: 'a' }, ROOT_CONTEXT)
  }
  expect(await counts()).toEqual([[{ kind: 'a' }, 2_000]])
})

it('a histogram that throws does not affect the values of others', async () => {
  const histogram = openHistogram()
  const broken: Histogram = {
    record: () => {
      throw new Error('broken')
    },
  }
  const held = new HeldValues()
  for (const one of [histogram, broken, histogram]) held.record(one, 1, {}, ROOT_CONTEXT)
  held.handOver()
  held.handOver()
  expect(await counts()).toEqual([[{}, 2]])
})
