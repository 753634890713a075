import type { AttributeDefinition, MetricDefinition } from '../../src/telemetry/core/semconv.ts'

/** Which of a histogram's series to use; counters and gauges have only one. */
export type Part = 'bucket' | 'count' | 'sum'

/**
 * Prometheus' name for an instrument: characters other than letters and digits become `_`, and
 * counters end in `_total`. Exporters with and without unit suffixes give the names of semconv.ts
 * the same form. OpenTelemetry's own names differ between exporters: see {@link selector}.
 */
export function familyOf(metric: MetricDefinition): string {
  const name = underscored(metric.name)
  return metric.kind === 'counter' ? `${name}_total` : name
}

export function labelOf(attribute: AttributeDefinition): string {
  return underscored(attribute.name)
}

/** A legend that shows the label. */
export function legendOf(attribute: AttributeDefinition): string {
  return `{{${labelOf(attribute)}}}`
}

/** A matcher of a label for one value. */
export function is(attribute: AttributeDefinition, value: string): string {
  return `${labelOf(attribute)}="${value}"`
}

/** A matcher of a label for any value: absent labels match the empty string only. */
export function isSet(attribute: AttributeDefinition): string {
  return `${labelOf(attribute)}!=""`
}

/** A matcher of a label for these values. */
export function isOneOf(attribute: AttributeDefinition, values: readonly string[]): string {
  return `${labelOf(attribute)}=~"${values.join('|')}"`
}

/** A matcher of a label for any value but these. */
export function isNoneOf(attribute: AttributeDefinition, values: readonly string[]): string {
  return `${labelOf(attribute)}!~"${values.join('|')}"`
}

export function selector(
  metric: MetricDefinition,
  matchers: readonly string[],
  part?: Part,
): string {
  if ((metric.kind === 'histogram') !== (part !== undefined)) {
    throw new Error(
      `${metric.name} is a ${metric.kind}: ${part ?? 'no part'} of it makes no sense.`,
    )
  }
  const suffix = part === undefined ? '' : `_${part}`
  const family = familyOf(metric)
  if (isOwn(metric)) return `${family}${suffix}${braces(matchers)}`
  // the OpenTelemetry Collector and Prometheus' OTLP endpoint add the unit, the JavaScript exporter
  // does not
  return braces([`__name__=~"${family}(_${unitWord(metric)})?${suffix}"`, ...matchers])
}

function isOwn({ name }: MetricDefinition): boolean {
  return name.startsWith('langgraph.')
}

/** The suffix of an exporter that adds units. */
export function unitWord({ name, unit }: MetricDefinition): string {
  if (unit === 's') return 'seconds'
  if (unit === 'By') return 'bytes'
  throw new Error(`${name} has the unit ${unit}, of which no word is known.`)
}

function braces(matchers: readonly string[]): string {
  return matchers.length === 0 ? '' : `{${matchers.join(', ')}}`
}

function underscored(name: string): string {
  return name.replace(/[^a-zA-Z0-9]+/g, '_')
}
