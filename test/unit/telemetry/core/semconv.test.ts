import { describe, expect, it } from 'vitest'
import { SINK_DEFAULTS } from '../../../../src/ingest/sink-options.ts'
import {
  DB_CLIENT_OPERATION_DURATION,
  METRICS,
  SPANS,
  type MetricDefinition,
} from '../../../../src/telemetry/core/semconv.ts'

/**
 * The name from JavaScript's Prometheus exporter (PrometheusSerializer.ts), which adds only
 * `_total`.
 */
function exporterName({ name, kind }: MetricDefinition): string {
  const plain = sanitized(name)
  return kind === 'counter' && !plain.endsWith('_total') ? `${plain}_total` : plain
}

const UNIT_WORDS: Readonly<Record<string, string>> = { s: 'seconds', By: 'bytes' }

/**
 * The name from Prometheus and the Collector (prometheus/otlptranslator,
 * UnderscoreEscapingWithSuffixes).
 */
function translatorName({ name, kind, unit }: MetricDefinition): string {
  const tokens = sanitized(name).split('_')
  if (unit === '1' && kind === 'gauge') {
    return [...tokens.filter((token) => token !== 'ratio'), 'ratio'].join('_')
  }
  const word = unit.startsWith('{') ? undefined : (UNIT_WORDS[unit] ?? unit)
  if (word !== undefined && !tokens.includes(word)) tokens.push(word)
  const bare = tokens.filter((token) => token !== 'total')
  return (kind === 'counter' ? [...bare, 'total'] : tokens).join('_')
}

function sanitized(name: string): string {
  return name.replaceAll(/\W/g, '_').replaceAll(/_+/g, '_')
}

/** The bucket of a value. */
function bucketOf(buckets: readonly number[], value: number): number {
  return buckets.findIndex((end) => value <= end)
}

const OWN = METRICS.filter(({ name }) => name.startsWith('langgraph.'))

describe('instruments', () => {
  it.each(OWN.map((metric) => [metric.name, metric] as const))(
    '%s has the same name on both paths to Prometheus',
    (_, metric) => {
      expect(translatorName(metric)).toBe(exporterName(metric))
    },
  )

  it('would have two names in pure OpenTelemetry style, like the standard one', () => {
    const standard = METRICS.filter((metric) => !OWN.includes(metric))
    expect(standard.map((metric) => [exporterName(metric), translatorName(metric)])).toEqual([
      ['db_client_operation_duration', 'db_client_operation_duration_seconds'],
    ])
  })

  it('have the planned names', () => {
    expect(OWN.map(exporterName)).toEqual(
      expect.arrayContaining([
        'langgraph_kusto_puts_total',
        'langgraph_kusto_aputs_total',
        'langgraph_kusto_get_tuple_calls_total',
        'langgraph_kusto_list_calls_total',
        'langgraph_kusto_get_tuple_duration_seconds',
        'langgraph_kusto_list_duration_seconds',
        'langgraph_kusto_batch_queue_size',
        'langgraph_kusto_ingestion_lag_seconds',
      ]),
    )
  })

  it('have no unbounded attribute', () => {
    const unbounded = /thread|checkpoint_id|checkpoint_ns|conversation|run|request_id|text|summary/
    const names = new Set(METRICS.flatMap(({ attributes }) => attributes.map(({ name }) => name)))
    expect([...names].filter((name) => unbounded.test(name))).toEqual([])
  })

  it('have distinct labels in Prometheus', () => {
    for (const { attributes } of METRICS) {
      const labels = attributes.map(({ name }) => sanitized(name))
      expect(new Set(labels).size).toBe(labels.length)
    }
  })

  it('have growing buckets if they are histograms', () => {
    for (const { kind, buckets } of METRICS) {
      expect(buckets !== undefined).toBe(kind === 'histogram')
      expect(buckets?.toSorted((a, b) => a - b)).toEqual(buckets)
    }
  })

  it('of single requests have buckets a factor of two apart, from 5 ms to a minute', () => {
    const { buckets = [] } = DB_CLIENT_OPERATION_DURATION
    const between = buckets.filter((end) => end >= 0.005)
    expect([between[0], between.at(-1)]).toEqual([0.005, 60])
    for (const [index, end] of between.slice(1).entries()) {
      expect(end / (between[index] ?? 0)).toBeLessThanOrEqual(2)
    }
  })

  it('have buckets that separate all occurring durations, from a streamed batch to a retried one', () => {
    const durations = METRICS.filter(({ kind, unit }) => kind === 'histogram' && unit === 's')
    const ofSaver = durations.filter(({ name }) => name.startsWith('langgraph.'))
    const givenUpAfter = (SINK_DEFAULTS.retryBudgetMs + SINK_DEFAULTS.ingestTimeoutMs) / 1000
    const seconds = [0.004, 0.02, 0.08, 0.4, 2, 8, 25, givenUpAfter]
    for (const { name, buckets = [] } of ofSaver) {
      const found = seconds.map((value) => bucketOf(buckets, value))
      expect(found, `${name}: ${buckets.join(' ')}`).not.toContain(-1)
      expect(new Set(found).size, `${name}: ${buckets.join(' ')}`).toBe(seconds.length)
    }
  })

  it('are described once each, and so are attributes', () => {
    expect(new Set(METRICS.map(({ name }) => name)).size).toBe(METRICS.length)
    const attributes = [...SPANS, ...METRICS].flatMap((of) => of.attributes)
    expect(new Set(attributes.map(({ name }) => name)).size).toBe(new Set(attributes).size)
  })
})
