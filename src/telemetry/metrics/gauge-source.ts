import { withoutThrowing } from '../core/without-throwing.ts'
import type { Attributes } from '../core/defined-attributes.ts'
import type { MetricDefinition } from '../core/semconv.ts'

const NONE: Attributes = {}

export interface GaugeReading {
  readonly metric: MetricDefinition
  readonly value: number
  readonly attributes?: Attributes
}

/** The values of one saver for the gauges. */
export interface GaugeSource {
  readGauges(): readonly GaugeReading[]
}

export interface GaugePoint {
  readonly metric: MetricDefinition
  readonly value: number
  readonly attributes: Attributes
}

/**
 * One point for each gauge and table, by its own key. Amounts of several savers are summed; for
 * ages and shares, the greatest counts.
 */
export function sumUp(sources: Iterable<GaugeSource>): Map<string, GaugePoint> {
  const points = new Map<string, GaugePoint>()
  for (const source of sources) {
    for (const { metric, value, attributes = NONE } of withoutThrowing(
      () => source.readGauges(),
      [],
    )) {
      const key = JSON.stringify([metric.name, attributes])
      points.set(key, {
        metric,
        value: together(metric, points.get(key)?.value, value),
        attributes,
      })
    }
  }
  return points
}

function together({ unit }: MetricDefinition, before: number | undefined, value: number): number {
  if (before === undefined) return value
  return unit === 's' || unit === '1' ? Math.max(before, value) : before + value
}
