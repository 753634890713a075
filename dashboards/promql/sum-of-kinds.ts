import type { AttributeDefinition, MetricDefinition } from '../../src/telemetry/shared/semconv.ts'
import { by, type Expressions } from './expressions.ts'
import { familyOf } from './metric-names.ts'

interface Sum {
  readonly per: 'rate' | 'increase'
  readonly by?: readonly (AttributeDefinition | string)[]
  readonly matchers?: readonly string[]
}

/**
 * Calls of several kinds together. A kind without a call yet has no series, and a sum with nothing
 * is nothing in PromQL: so they are united first, told apart by a label of their own.
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
