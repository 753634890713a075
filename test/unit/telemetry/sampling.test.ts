import type { Attributes, TracerProvider } from '@opentelemetry/api'
import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import { openTracing } from '../../support/otel.ts'

interface Start {
  readonly name: string
  readonly attributes: Attributes | undefined
}

/** Records what a sampler sees: a span's attributes at its start. */
function watched(provider: TracerProvider, starts: Start[]): TracerProvider {
  return {
    getTracer(name, version, options) {
      const tracer = provider.getTracer(name, version, options)
      return {
        startSpan(span, given, parent) {
          starts.push({ name: span, attributes: given?.attributes })
          return tracer.startSpan(span, given, parent)
        },
        startActiveSpan: tracer.startActiveSpan.bind(tracer),
      }
    },
  }
}

it('a sampler receives the thread of an operation, and the table or query of a request', async () => {
  const tracing = openTracing()
  const starts: Start[] = []
  const kusto = await LocalKusto.open()
  const tracerProvider = watched(tracing.provider, starts)
  const saver = new KustoSaver({ client: kusto.client(), tracerProvider })
  await saver.setup({ provision: true })
  starts.splice(0)
  const threadId = freshThread()
  const config = { configurable: { thread_id: threadId, checkpoint_ns: '' } }
  await saver.put(config, checkpointOf(1, {}), metadataOf(1), {})
  await saver.getTuple(config)
  expect(starts).toMatchObject([
    { name: 'checkpointer.put', attributes: { 'langgraph.thread_id': threadId } },
    {
      name: 'ingest Checkpoints',
      attributes: { 'db.collection.name': 'Checkpoints', 'db.operation.name': 'streaming_ingest' },
    },
    { name: 'checkpointer.get_tuple', attributes: { 'langgraph.thread_id': threadId } },
    {
      name: 'query latest checkpoint',
      attributes: { 'db.query.summary': 'query latest checkpoint' },
    },
  ])
  await saver.end()
  await kusto.close()
  await tracing.shutdown()
})
