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
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base'

/*
 * The only place that knows the SDK's classes: its 3.x line has the same under other names (sdk-trace instead of sdk-trace-base,
 * TracerProvider instead of BasicTracerProvider).
 */

export interface FinishedSpan {
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly attributes: Readonly<Record<string, unknown>>
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[]
  /** 0 unset, 2 error. */
  readonly status: { readonly code: number; readonly message?: string | undefined }
  readonly events: readonly { readonly name: string; readonly attributes: unknown }[]
  readonly scope: {
    readonly name: string
    readonly version: string | undefined
    readonly schemaUrl: string | undefined
  }
  readonly raw: ReadableSpan
}

export interface MetricPoint {
  readonly metric: string
  readonly unit: string
  readonly description: string
  readonly attributes: Readonly<Record<string, unknown>>
  /** A sum's or a gauge's value; a histogram's count. */
  readonly value: number
  /** Of a histogram. */
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
  /** Collects once; all points, those that a counter began with (0) left out. */
  points(metric?: string): Promise<MetricPoint[]>
  shutdown(): Promise<void>
}

export function openTracing(): TestTracing {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  return {
    provider,
    spans: () => exporter.getFinishedSpans().map(readSpan),
    shutdown: async () => provider.shutdown(),
  }
}

export function openMetrics(): TestMetrics {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 })
  const provider = new MeterProvider({ readers: [reader] })
  return {
    provider,
    async points(metric) {
      exporter.reset()
      await provider.forceFlush()
      return exporter
        .getMetrics()
        .flatMap(readPoints)
        .filter((point) => metric === undefined || point.metric === metric)
    },
    shutdown: async () => provider.shutdown(),
  }
}

/** What makes spans nest; an SDK's own set-up brings it. */
export function openContexts(): () => void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  return () => {
    context.disable()
  }
}

/** Registers providers as an application's set-up does, until the function that it gives is called. */
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

function readSpan(span: ReadableSpan): FinishedSpan {
  const { traceId, spanId } = span.spanContext()
  const { name, version, schemaUrl } = span.instrumentationScope
  return {
    name: span.name,
    kind: span.kind,
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    attributes: span.attributes,
    links: span.links.map(({ context: of }) => ({ traceId: of.traceId, spanId: of.spanId })),
    status: span.status,
    events: span.events.map((event) => ({ name: event.name, attributes: event.attributes })),
    scope: { name, version, schemaUrl },
    raw: span,
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
      value: count,
      sum,
      buckets: buckets.boundaries,
    }))
  }
  const isCounter = metric.dataPointType === DataPointType.SUM
  return metric.dataPoints
    .filter(({ value }) => !isCounter || value !== 0)
    .map(({ attributes, value }) => ({ ...labels, attributes, value }))
}
