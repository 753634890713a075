import type { AttributeDefinition, MetricDefinition } from '../../src/telemetry/core/semconv.ts'
import { by, type Expressions } from './expressions.ts'
import { familyOf } from './metric-names.ts'

interface Sum {
  readonly per: 'rate' | 'increase'
  readonly by?: readonly (AttributeDefinition | string)[]
  readonly matchers?: readonly string[]
}

/**
 * Sums calls of several kinds. A kind without calls has no series, and adding an empty vector
 * yields an empty vector in PromQL. So the expression first unites the kinds, each with a distinct
 * label, then sums them.
 */
export function sumOfKinds(
  kinds: readonly MetricDefinition[],
  of: Expressions,
  { per, by: labels, matchers = [] }: Sum,
): string {
  const united = kinds.map((calls) => {
    const each = of.each(per, calls, { matchers })
    return `label_replace(${each}, "calls", "${familyOf(calls)}", "", "")`
  })
  return `sum${by(labels)}(${united.join(' or ')})`
}
