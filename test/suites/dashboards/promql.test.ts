import { describe, expect, it } from 'vitest'
import { METRICS, RUNTIME_METRICS } from '../../../src/telemetry/core/semconv.ts'
import { familyOf, unitWord } from '../../../dashboards/promql/metric-names.ts'
import { K6 } from '../../../dashboards/promql/k6-metrics.ts'
import { dashboardFiles, panelsOf, ruleGroups } from './generated-out.ts'
import { promqlFaults, selectorsOf, withoutVariables } from './promql-checker.ts'
import { RUNBOOK_PROMQL } from './runbook-promql.ts'

const RECORDED = ruleGroups('recording').flatMap(({ rules }) => rules)
const ALERTING = ruleGroups('alerts').flatMap(({ rules }) => rules)

const OF_RULES = [...RECORDED, ...ALERTING].map(({ record, alert, expr }) => ({
  name: record ?? alert ?? '',
  expr,
}))

const OF_PANELS = dashboardFiles().flatMap((dashboard) => [
  ...dashboard.annotations.list.map(({ expr = '' }) => ({
    name: `${dashboard.uid} annotation`,
    expr,
  })),
  ...panelsOf(dashboard).flatMap(({ title, targets = [] }) =>
    targets.flatMap(({ refId, expr }) =>
      expr === undefined
        ? []
        : [{ name: `${dashboard.uid} / ${title} ${refId}`, expr: withoutVariables(expr) }],
    ),
  ),
])

const OF_RUNBOOKS = RUNBOOK_PROMQL.map(({ place, text }) => ({ name: place, expr: text }))

const ALL = [...OF_PANELS, ...OF_RULES, ...OF_RUNBOOKS]

/**
 * Every possible name in Prometheus, from the JavaScript exporter and from exporters that add
 * units.
 */
const KNOWN = new Set([
  ...[...METRICS, ...RUNTIME_METRICS].flatMap((metric) => {
    const family = familyOf(metric)
    const names = metric.name.startsWith('langgraph.')
      ? [family]
      : [family, `${family}_${unitWord(metric)}`]
    return metric.kind === 'histogram'
      ? names.flatMap((name) => ['bucket', 'count', 'sum'].map((part) => `${name}_${part}`))
      : names
  }),
  ...RECORDED.map(({ record }) => record),
  ...Object.values(K6),
  'ALERTS',
  // exists for every target that Prometheus scrapes
  'up',
])

describe.each(ALL)('$name', ({ expr }) => {
  it('parses and has the right types', () => {
    expect(promqlFaults(expr)).toEqual([])
  })

  it('uses existing metrics', () => {
    const asked = selectorsOf(expr).map(({ metric }) => metric)
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter((metric) => !isKnown(metric))).toEqual([])
  })
})

describe('the checker', () => {
  it.each([
    ['rate(langgraph_kusto_puts_total)', 'expected type matrix'],
    ['sum by (job) (rate(x[5m])', 'No parse'],
    ['foo(', 'No parse'],
    ['histogram_quantile("a", x)', 'expected type scalar'],
  ])('rejects %s', (expression, fault) => {
    expect(promqlFaults(expression).join()).toContain(fault)
  })

  it('reports an unknown metric', () => {
    expect(isKnown('langgraph_kusto_put_total')).toBe(false)
  })
})

/** A name, or a pattern that fits one. */
function isKnown(metric: string): boolean {
  if (KNOWN.has(metric)) return true
  const pattern = new RegExp(`^(?:${metric})$`)
  return [...KNOWN].some((name) => name !== undefined && pattern.test(name))
}
