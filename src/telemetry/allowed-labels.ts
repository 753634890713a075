import type { Attributes } from './defined-attributes.ts'
import { ERROR_TYPE, type MetricDefinition } from './semconv.ts'

const NONE: Attributes = {}
const MADE = new WeakMap<MetricDefinition, WeakMap<Attributes, Attributes>>()

/** What the metric allows of the labels, the same object for the same labels. */
export function allowedLabels(metric: MetricDefinition, labels: Attributes = NONE): Attributes {
  let made = MADE.get(metric)
  if (made === undefined) {
    made = new WeakMap()
    MADE.set(metric, made)
  }
  let allowed = made.get(labels)
  if (allowed === undefined) {
    allowed = pick(metric, labels)
    made.set(labels, allowed)
  }
  return allowed
}

/** The same with the type of an error. */
export function allowedLabelsOfFailure(
  metric: MetricDefinition,
  labels: Attributes | undefined,
  errorType: string,
): Attributes {
  return pick(metric, { ...labels, [ERROR_TYPE.name]: errorType })
}

function pick({ attributes }: MetricDefinition, labels: Attributes): Attributes {
  const allowed: Attributes = {}
  for (const { name } of attributes) {
    const value = labels[name]
    if (value !== undefined) allowed[name] = value
  }
  return allowed
}
