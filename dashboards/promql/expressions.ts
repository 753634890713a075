import type { AttributeDefinition, MetricDefinition } from '../../src/telemetry/core/semconv.ts'
import { labelOf, selector, type Part } from './metric-names.ts'

/**
 * Which series to select and how to group them. Scope labels differ by version, so every expression
 * aggregates.
 */
export interface Choice {
  readonly matchers?: readonly string[]
  readonly by?: readonly (AttributeDefinition | string)[]
  readonly part?: Part
}

/** Builds expressions over one set of series (`matchers`) and one window (`[…]`). */
export class Expressions {
  readonly #matchers: readonly string[]
  readonly #window: string

  constructor(matchers: readonly string[], window: string) {
    this.#matchers = matchers
    this.#window = window
  }

  over(window: string): Expressions {
    return new Expressions(this.#matchers, window)
  }

  /** Per second. */
  rate(metric: MetricDefinition, choice: Choice = {}): string {
    return `sum${by(choice.by)}(${this.each('rate', metric, choice)})`
  }

  /** Over the window. */
  increase(metric: MetricDefinition, choice: Choice = {}): string {
    return `sum${by(choice.by)}(${this.each('increase', metric, choice)})`
  }

  /** Without aggregation: keeps all labels. */
  each(
    what: 'rate' | 'increase' | 'deriv' | 'max_over_time',
    metric: MetricDefinition,
    choice: Choice = {},
  ): string {
    return `${what}(${this.select(metric, choice)}[${this.#window}])`
  }

  quantile(q: number, metric: MetricDefinition, choice: Choice = {}): string {
    const buckets = this.rate(metric, {
      ...choice,
      by: ['le', ...(choice.by ?? [])],
      part: 'bucket',
    })
    return `histogram_quantile(${q}, ${buckets})`
  }

  mean(metric: MetricDefinition, choice: Choice = {}): string {
    const sum = this.rate(metric, { ...choice, part: 'sum' })
    return `${sum} / ${this.rate(metric, { ...choice, part: 'count' })}`
  }

  max(metric: MetricDefinition, choice: Choice = {}): string {
    return `max${by(choice.by)}(${this.select(metric, choice)})`
  }

  sum(metric: MetricDefinition, choice: Choice = {}): string {
    return `sum${by(choice.by)}(${this.select(metric, choice)})`
  }

  select(metric: MetricDefinition, { matchers = [], part }: Choice = {}): string {
    return selector(metric, [...this.#matchers, ...matchers], part)
  }
}

/**
 * `expression`, or 0 for each series of `basis` without one, so that an error ratio does not vanish
 * when there are no errors.
 */
export function orZero(expression: string, basis: string): string {
  return `(${expression} or 0 * ${basis})`
}

export function by(labels: readonly (AttributeDefinition | string)[] = []): string {
  if (labels.length === 0) return ' '
  return ` by (${labels.map((label) => (typeof label === 'string' ? label : labelOf(label))).join(', ')}) `
}
