import { context, metrics, trace, type TracerProvider } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics'
import * as sdkTrace from '@opentelemetry/sdk-trace-base'
import type { ReadableSpan, Sampler, SpanProcessor } from '@opentelemetry/sdk-trace-base'

/*
 * The only file that uses the SDK's classes. Tests also run on the SDK's 3.x line
 * (tools/telemetry-newer-line.ts), where the tracer provider has another name and span processors
 * take other arguments, so this file has its own processor.
 */
const TestTracerProvider = newerTracerProvider(sdkTrace) ?? sdkTrace.BasicTracerProvider

function newerTracerProvider(sdk: object): typeof sdkTrace.BasicTracerProvider | undefined {
  const found: unknown = Reflect.get(sdk, 'TracerProvider')
  return isProviderClass(found) ? found : undefined
}

function isProviderClass(value: unknown): value is typeof sdkTrace.BasicTracerProvider {
  return typeof value === 'function'
}

export interface FinishedSpan {
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly attributes: Readonly<Record<string, unknown>>
  readonly links: readonly {
    readonly traceId: string
    readonly spanId: string
    readonly attributes: Readonly<Record<string, unknown>>
  }[]
  /** 0 unset, 2 error. */
  readonly status: { readonly code: number; readonly message?: string | undefined }
  readonly events: readonly { readonly name: string; readonly attributes: unknown }[]
  readonly scope: {
    readonly name: string
    readonly version: string | undefined
    readonly schemaUrl: string | undefined
  }
}

export interface MetricPoint {
  readonly metric: string
  readonly unit: string
  readonly description: string
  readonly attributes: Readonly<Record<string, unknown>>
  /** A sum's or a gauge's value; a histogram's count. */
  readonly value: number
  /** Whether it is a counter at 0. */
  readonly isZeroCount: boolean
  /** Sum of a histogram. */
  readonly sum?: number | undefined
  readonly buckets?: readonly number[]
}

export interface TestTracing {
  readonly provider: TracerProvider
  spans(): FinishedSpan[]
  shutdown(): Promise<void>
}

export interface TestMetrics {
  readonly provider: MeterProvider
  /** Collects once and returns all points except the initial zeros of counters. */
  points(metric?: string): Promise<MetricPoint[]>
  /** Includes the zeros. */
  allPoints(metric: string): Promise<MetricPoint[]>
  shutdown(): Promise<void>
}

export function openTracing(config: { readonly sampler?: Sampler } = {}): TestTracing {
  const finished: FinishedSpan[] = []
  const processor: SpanProcessor = {
    onStart: () => undefined,
    onEnd: (span) => void finished.push(readRangeMs(span)),
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  }
  const provider = new TestTracerProvider({ ...config, spanProcessors: [processor] })
  return { provider, spans: () => [...finished], shutdown: async () => provider.shutdown() }
}

export function openMetrics(): TestMetrics {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 })
  const provider = new MeterProvider({ readers: [reader] })
  const collect = async (): Promise<MetricPoint[]> => {
    exporter.reset()
    await provider.forceFlush()
    return exporter.getMetrics().flatMap(readPoints)
  }
  return {
    provider,
    points: async (metric) =>
      (await collect()).filter(
        (point) => !point.isZeroCount && (metric === undefined || point.metric === metric),
      ),
    allPoints: async (metric) => (await collect()).filter((point) => point.metric === metric),
    shutdown: async () => provider.shutdown(),
  }
}

/** Makes spans nest; an SDK's own setup includes it. */
export function openContexts(): () => void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  return () => {
    context.disable()
  }
}

/** Registers providers as an application's setup does; the returned function undoes it. */
export function registerGlobally(parts: {
  tracing?: TestTracing
  metrics?: TestMetrics
}): () => void {
  if (parts.tracing !== undefined) trace.setGlobalTracerProvider(parts.tracing.provider)
  if (parts.metrics !== undefined) metrics.setGlobalMeterProvider(parts.metrics.provider)
  return () => {
    trace.disable()
    metrics.disable()
  }
}

function readRangeMs(span: ReadableSpan): FinishedSpan {
  const { traceId, spanId } = span.spanContext()
  const { name, version, schemaUrl } = span.instrumentationScope
  return {
    name: span.name,
    kind: span.kind,
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    attributes: span.attributes,
    links: span.links.map(({ context: { traceId: of, spanId: id }, attributes = {} }) => ({
      traceId: of,
      spanId: id,
      attributes,
    })),
    status: span.status,
    events: span.events.map((event) => ({ name: event.name, attributes: event.attributes })),
    scope: { name, version, schemaUrl },
  }
}

function readPoints({ scopeMetrics }: ResourceMetrics): MetricPoint[] {
  return scopeMetrics.flatMap((scope) => scope.metrics.flatMap(pointsOf))
}

function pointsOf(metric: MetricData): MetricPoint[] {
  const { name, unit, description } = metric.descriptor
  const labels = { metric: name, unit, description }
  if (metric.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM) return []
  if (metric.dataPointType === DataPointType.HISTOGRAM) {
    return metric.dataPoints.map(({ attributes, value: { count, sum, buckets } }) => ({
      ...labels,
      attributes,
      isZeroCount: false,
      value: count,
      sum,
      buckets: buckets.boundaries,
    }))
  }
  const isCounter = metric.dataPointType === DataPointType.SUM
  return metric.dataPoints.map(({ attributes, value }) => ({
    ...labels,
    attributes,
    isZeroCount: isCounter && value === 0,
    value,
  }))
}
