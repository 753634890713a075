import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import { context, trace } from '@opentelemetry/api'
import { ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-base'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { KustoSaver } from '../../../src/index.ts'
import { freshThread } from '../../support/checkpoints.ts'
import { openTracing, type FinishedSpan, type TestTracing } from '../../support/otel.ts'
import { observedKusto, spanTree } from './observed-kusto.ts'

const world = observedKusto()

const GUIDE = readFileSync(
  join(import.meta.dirname, '../../../docs/guides/health-and-telemetry.md'),
  'utf8',
)

afterEach(() => {
  vi.unstubAllEnvs()
})

const State = Annotation.Root({
  messages: Annotation<string[]>({ reducer: (all, more) => [...all, ...more] }),
})

/** A model that asks for two tools at once, and answers. */
function agentOf(checkpointer: KustoSaver) {
  return new StateGraph(State)
    .addNode('model', () => ({ messages: ['call'] }))
    .addNode('search', () => ({ messages: ['found'] }))
    .addNode('calculate', () => ({ messages: ['42'] }))
    .addNode('answer', () => ({ messages: ['done'] }))
    .addEdge(START, 'model')
    .addEdge('model', 'search')
    .addEdge('model', 'calculate')
    .addEdge(['search', 'calculate'], 'answer')
    .addEdge('answer', END)
    .compile({ checkpointer })
}

/** One turn inside a span of the application. */
async function turn(tracing: TestTracing, saver: KustoSaver, threadId: string): Promise<void> {
  const span = tracing.provider.getTracer('app').startSpan('agent turn')
  await context.with(trace.setSpan(context.active(), span), () =>
    agentOf(saver).invoke(
      { messages: ['hello'] },
      { configurable: { thread_id: threadId }, durability: 'sync' },
    ),
  )
  await saver.flush()
  span.end()
}

function tracesOf(spans: readonly FinishedSpan[]): number {
  return new Set(spans.map(({ traceId }) => traceId)).size
}

describe('a turn of an agent', () => {
  // after a change, copy what was received into the guide
  it('is one trace, as the guide shows it', async () => {
    await using observed = world.open()
    const threadId = freshThread()
    await turn(observed.tracing, observed.saver, threadId)
    const before = observed.tracing.spans().length
    await turn(observed.tracing, observed.saver, threadId)
    const spans = observed.tracing.spans().slice(before)
    expect(tracesOf(spans)).toBe(1)
    expect(blockAfter('<!-- the spans of one turn -->')).toBe(spanTree(spans).join('\n'))
  })

  it('is recorded as a whole or not at all, with the sampler of the guide', async () => {
    const tracing = sampledTracing()
    await using observed = world.open({ tracerProvider: tracing.provider })
    const threads = Array.from({ length: 24 }, () => freshThread())
    await Promise.all(threads.map((thread) => turn(tracing, observed.saver, thread)))
    const spans = tracing.spans().filter(({ name }) => name !== 'query cluster time')
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined)
    expect(roots.map(({ name }) => name)).toEqual(roots.map(() => 'agent turn'))
    expect(roots.length).toBeGreaterThan(0)
    expect(roots.length).toBeLessThan(24)
    const ids = new Set(spans.map(({ spanId }) => spanId))
    expect(spans.filter(({ parentSpanId = '' }) => parentSpanId && !ids.has(parentSpanId))).toEqual(
      [],
    )
    for (const { traceId } of roots) {
      const ofTurn = spans.filter((span) => span.traceId === traceId)
      const puts = ofTurn.filter(({ name }) => name === 'checkpointer.put')
      const batches = spans.filter(({ name }) => name === 'ingest Checkpoints')
      expect(puts.every((put) => batches.some((batch) => carries(batch, put)))).toBe(true)
    }
    await tracing.shutdown()
  })
})

function carries(batch: FinishedSpan, { spanId }: FinishedSpan): boolean {
  return batch.parentSpanId === spanId || batch.links.some((link) => link.spanId === spanId)
}

/** Half of the traces, by the variables of the guide. */
function sampledTracing(): TestTracing {
  const settings = Object.fromEntries(
    blockAfter('<!-- sampling -->')
      .split('\n')
      .map((setting) => setting.split('=')),
  )
  expect(settings).toEqual({
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: expect.stringMatching(/^0\.\d+$/),
  })
  if (process.env['TELEMETRY_SDK_MAJOR'] === '3') {
    // there, only the SDK's set-up reads the environment, not the provider of this test
    const root = new TraceIdRatioBasedSampler(0.5)
    return openTracing({ sampler: new ParentBasedSampler({ root }) })
  }
  vi.stubEnv('OTEL_TRACES_SAMPLER', String(settings['OTEL_TRACES_SAMPLER']))
  vi.stubEnv('OTEL_TRACES_SAMPLER_ARG', '0.5')
  return openTracing()
}

function blockAfter(mark: string): string {
  const [, text = ''] = GUIDE.split(`${mark}\n\n\`\`\`text\n`)
  return text.split('\n```')[0] ?? ''
}
