import { afterAll, beforeAll } from 'vitest'
import { KustoSaver, type KustoSaverParams } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import {
  openContexts,
  openMetrics,
  openTracing,
  type FinishedSpan,
  type TestMetrics,
  type TestTracing,
} from '../../support/otel.ts'

/** A saver with its own tracer and meter, on the file's local Kusto. */
export interface ObservedSaver extends AsyncDisposable {
  readonly saver: KustoSaver
  readonly tracing: TestTracing
  readonly metrics: TestMetrics
}

export interface ObservedKusto {
  readonly kusto: LocalKusto
  open(
    options?: Omit<KustoSaverParams, 'client'> & { client?: KustoSaverParams['client'] },
  ): ObservedSaver
}

/** One provisioned local Kusto for a test file, with a context manager that makes spans nest. */
export function observedKusto(): ObservedKusto {
  let kusto: LocalKusto | undefined
  let closeContexts: (() => void) | undefined
  beforeAll(async () => {
    closeContexts = openContexts()
    kusto = await LocalKusto.open()
    const saver = new KustoSaver({ client: kusto.client() })
    await saver.setup({ provision: true })
    await saver.close()
  }, 60_000)
  afterAll(async () => {
    await kusto?.close()
    closeContexts?.()
  })
  const opened = (): LocalKusto => {
    if (kusto === undefined) throw new Error('The local Kusto is opened before the first test')
    return kusto
  }
  return {
    get kusto() {
      return opened()
    },
    open: (options = {}) => observedSaver({ client: opened().client(), ...options }),
  }
}

/** A saver queries the time with its first write, as `late-sdk.test.ts` shows. */
const CLOCK_QUESTION = 'query cluster time'

function isNoClockQuestion({ name }: FinishedSpan): boolean {
  return name !== CLOCK_QUESTION
}

/** Retries without waits, so that failures are fast. */
function observedSaver(params: KustoSaverParams): ObservedSaver {
  const tracing = openTracing()
  const metrics = openMetrics()
  const saver = new KustoSaver({
    tracerProvider: tracing.provider,
    meterProvider: metrics.provider,
    // no probe runs during a test
    telemetry: { lagProbeIntervalMs: 0 },
    ...params,
  })
  return {
    saver,
    tracing: { ...tracing, spans: () => tracing.spans().filter(isNoClockQuestion) },
    metrics: {
      ...metrics,
      points: async (metric) =>
        (await metrics.points(metric)).filter(
          ({ attributes }) => attributes['db.query.summary'] !== CLOCK_QUESTION,
        ),
    },
    async [Symbol.asyncDispose]() {
      await saver.close()
      await Promise.all([tracing.shutdown(), metrics.shutdown()])
    },
  }
}

/** Spans as lines, children under their parents, links by the names of their targets. */
export function spanTree(spans: readonly FinishedSpan[]): string[] {
  const nameOf = (spanId: string) => spans.find((span) => span.spanId === spanId)?.name ?? 'unknown'
  const lines = (parentSpanId: string | undefined, indent: string): string[] =>
    spans
      .filter((span) => span.parentSpanId === parentSpanId)
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .flatMap((span) => [
        indent + span.name + describe(span, nameOf),
        ...lines(span.spanId, `${indent}  `),
      ])
  return lines(undefined, '')
}

function describe(span: FinishedSpan, nameOf: (spanId: string) => string): string {
  const links = span.links.map(({ spanId }) => nameOf(spanId))
  const failed = span.status.code === 2 ? ` !${String(span.attributes['error.type'])}` : ''
  return failed + (links.length > 0 ? ` -> ${links.join(', ')}` : '')
}
