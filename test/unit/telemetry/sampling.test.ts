import type { Attributes, TracerProvider } from '@opentelemetry/api'
import { ParentBasedSampler, SamplingDecision } from '@opentelemetry/sdk-trace-base'
import { describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'
import { openTracing, type FinishedSpan } from '../../support/otel.ts'
import { observedKusto } from './observed-kusto.ts'

const world = observedKusto()

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

describe('when one in three traces is sampled', () => {
  it('a shared batch is recorded whenever one of its operations is', async () => {
    const sampled: FinishedSpan[][] = []
    for (const share of [0, 1, 3]) {
      let traces = 0
      const tracing = openTracing({
        sampler: new ParentBasedSampler({
          root: {
            shouldSample: () => {
              traces += 1
              const isSampled = share > 0 && traces % share === 0
              return {
                decision: isSampled
                  ? SamplingDecision.RECORD_AND_SAMPLED
                  : SamplingDecision.NOT_RECORD,
              }
            },
          },
        }),
      })
      await using observed = world.open({ tracerProvider: tracing.provider })
      await Promise.all(Array.from({ length: 9 }, () => putWrites(observed.saver)))
      sampled.push(tracing.spans().filter(({ name }) => !name.startsWith('query ')))
      await tracing.shutdown()
    }
    expect(sampled.map((spans) => spans.map(({ name }) => name).toSorted())).toEqual([
      [],
      ['checkpointer.put_writes', 'ingest CheckpointWrites'].flatMap((name) =>
        Array.from({ length: name.startsWith('ingest') ? 1 : 9 }, () => name),
      ),
      [...Array.from({ length: 3 }, () => 'checkpointer.put_writes'), 'ingest CheckpointWrites'],
    ])
  })
})

async function putWrites(saver: KustoSaver): Promise<void> {
  const configurable = { thread_id: freshThread(), checkpoint_id: idOf(1) }
  await saver.putWrites({ configurable }, [['a', 1]], 'task')
}
