import { trace, type Context, type Meter, type MeterProvider } from '@opentelemetry/api'
import { expect, it } from 'vitest'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import { openMetrics, openTracing, type FinishedSpan } from '../../support/otel.ts'
import { observedKusto } from './observed-kusto.ts'

const world = observedKusto()

interface RecordedValue {
  readonly metric: string
  readonly at: Context | undefined
}

/** Records the context with which an SDK gets each histogram value: exemplars name its span. */
function watched(provider: MeterProvider, recorded: RecordedValue[]): MeterProvider {
  return {
    getMeter(...scope): Meter {
      const meter = provider.getMeter(...scope)
      const createHistogram: Meter['createHistogram'] = (metric, options) => {
        const histogram = meter.createHistogram(metric, options)
        return {
          record(value, attributes, at) {
            recorded.push({ metric, at })
            histogram.record(value, attributes, at)
          },
        }
      }
      return new Proxy(meter, {
        get: (target, name) =>
          name === 'createHistogram' ? createHistogram : Reflect.get(target, name, target),
      })
    },
  }
}

function spanOf({ at }: RecordedValue, spans: readonly FinishedSpan[]): string | undefined {
  const spanId = at && trace.getSpanContext(at)?.spanId
  return spans.find((span) => span.spanId === spanId)?.name
}

it('a value is recorded with its span, however much later the SDK receives it', async () => {
  const recorded: RecordedValue[] = []
  const metrics = openMetrics()
  const tracing = openTracing()
  {
    const meterProvider = watched(metrics.provider, recorded)
    await using observed = world.open({ meterProvider, tracerProvider: tracing.provider })
    const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
    const stored = await observed.saver.put(config, checkpointOf(1, {}), metadataOf(1), {})
    await observed.saver.putWrites(stored, [['a', 1]], 'task')
    await observed.saver.getTuple(config)
    await metrics.points()
    const spans = tracing.spans()
    const found = new Set(recorded.map((one) => `${one.metric} of ${spanOf(one, spans)}`))
    expect([...found].toSorted()).toEqual([
      'db.client.operation.duration of ingest CheckpointWrites',
      'db.client.operation.duration of ingest Checkpoints',
      'db.client.operation.duration of query cluster time',
      'db.client.operation.duration of query latest checkpoint',
      'langgraph.kusto.batch_bytes of ingest CheckpointWrites',
      'langgraph.kusto.batch_bytes of ingest Checkpoints',
      'langgraph.kusto.batch_rows of ingest CheckpointWrites',
      'langgraph.kusto.batch_rows of ingest Checkpoints',
      'langgraph.kusto.checkpoint_size_bytes of checkpointer.put',
      'langgraph.kusto.checkpoint_size_bytes of checkpointer.put_writes',
      'langgraph.kusto.get_tuple_duration_seconds of checkpointer.get_tuple',
      'langgraph.kusto.ingest_duration_seconds of ingest CheckpointWrites',
      'langgraph.kusto.ingest_duration_seconds of ingest Checkpoints',
      'langgraph.kusto.put_duration_seconds of checkpointer.put',
      'langgraph.kusto.put_writes_duration_seconds of checkpointer.put_writes',
      'langgraph.kusto.wait_duration_seconds of checkpointer.put',
      'langgraph.kusto.wait_duration_seconds of checkpointer.put_writes',
    ])
  }
  await metrics.shutdown()
})
