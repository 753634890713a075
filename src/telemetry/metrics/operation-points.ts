import type { Attributes } from '../shared/defined-attributes.ts'
import type { MetricDefinition, SpanDefinition } from '../shared/semconv.ts'

/** How one of the saver's operations is told of. */
export interface OperationNames {
  /** As log lines have it. */
  readonly op: string
  readonly span: SpanDefinition
  readonly calls: readonly MetricDefinition[]
  readonly duration?: MetricDefinition
}

interface MetricPoint {
  readonly metric: MetricDefinition
  readonly attributes: Attributes
}

/**
 * Where an operation is counted: the points of its metrics, each with those of the labels that the
 * metric allows.
 */
export interface OperationPoints {
  readonly labels: Attributes
  readonly calls: readonly MetricPoint[]
  readonly duration: MetricPoint | undefined
}

/**
 * To be made once for the same labels: an operation that succeeds has no attributes of its own to
 * build.
 */
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
