import type { Attributes } from '../core/defined-attributes.ts'
import type { MetricDefinition, SpanDefinition } from '../core/semconv.ts'

/** The names of one of the saver's operations in telemetry. */
export interface OperationNames {
  /** As in log lines. */
  readonly op: string
  readonly span: SpanDefinition
  readonly calls: readonly MetricDefinition[]
  readonly duration?: MetricDefinition
}

interface MetricPoint {
  readonly metric: MetricDefinition
  readonly attributes: Attributes
}

/** The metric points of an operation, each with the labels that the metric allows. */
export interface OperationPoints {
  readonly labels: Attributes
  readonly calls: readonly MetricPoint[]
  readonly duration: MetricPoint | undefined
}

/** Create once per set of labels: an operation that succeeds has no other attributes to build. */
export function operationPoints(
  { calls, duration }: OperationNames,
  labels: Attributes = {},
): OperationPoints {
  return {
    labels,
    calls: calls.map((metric) => pointOf(metric, labels)),
    duration: duration && pointOf(duration, labels),
  }
}

function pointOf(metric: MetricDefinition, labels: Attributes): MetricPoint {
  const attributes: Attributes = {}
  for (const { name } of metric.attributes) {
    const value = labels[name]
    if (value !== undefined) attributes[name] = value
  }
  return { metric, attributes }
}
