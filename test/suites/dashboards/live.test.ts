import { beforeAll, describe, expect, it } from 'vitest'
import {
  startTelemetry,
  type RunningTelemetry,
} from '../../../src/telemetry/sdk/start-telemetry.ts'
import {
  DROPPED_ROWS,
  ERROR_TYPE,
  INGESTED_ROWS,
  PUTS,
  REASON,
  RETRIES,
  type MetricDefinition,
} from '../../../src/telemetry/core/semconv.ts'
import { is, isSet, selector } from '../../../dashboards/promql/metric-names.ts'
import { dashboardFiles, panelsOf, RULE_FILES, ruleGroups } from './generated-out.ts'
import { LiveLoad } from './live-load.ts'
import { PrometheusServer } from './prometheus-server.ts'
import { prometheusTools } from './prometheus-tools.ts'
import { selectorsOf, withoutVariables } from './promql-checker.ts'
import { RUNBOOK_PROMQL, withLabels } from './runbook-promql.ts'

interface Expression {
  readonly name: string
  readonly expr: string
}

const OF_PANELS: readonly Expression[] = dashboardFiles().flatMap((dashboard) =>
  panelsOf(dashboard).flatMap(({ title, targets = [] }) =>
    targets.flatMap(({ refId, expr }) =>
      expr === undefined
        ? []
        : [{ name: `${dashboard.uid} / ${title} ${refId}`, expr: withoutVariables(expr, '5m') }],
    ),
  ),
)

const [OF_K6, OF_SAVER] = [
  OF_PANELS.filter(({ expr }) => expr.includes('k6_')),
  OF_PANELS.filter(({ expr }) => !expr.includes('k6_')),
]

const RECORDED: readonly Expression[] = ruleGroups('recording').flatMap(({ rules }) =>
  rules.map(({ record = '', expr }) => ({ name: record, expr })),
)

/**
 * An alert returns series only while something is wrong, but the metrics that it reads must always
 * exist.
 */
const ALERTED: readonly Expression[] = ruleGroups('alerts').flatMap(({ rules }) =>
  rules.flatMap(({ alert = '', expr }) =>
    selectorsOf(expr)
      .filter(({ text }) => !/otel_metric_overflow|alertstate/.test(text))
      .map(({ text }) => ({ name: `${alert}: ${text}`, expr: text })),
  ),
)

/** Likewise for runbooks: checks the metrics that they read, not the results. */
const IN_RUNBOOKS: readonly Expression[] = RUNBOOK_PROMQL.flatMap(({ place, text }) =>
  selectorsOf(withLabels(text, 'agents', '.+')).map((selected) => ({
    name: place,
    expr: selected.text,
  })),
)

const tools = prometheusTools()
const PATIENCE_MS = 45_000

describe.skipIf(tools === undefined)('dashboards and rules on a real Prometheus', () => {
  let telemetry: RunningTelemetry
  let load: LiveLoad
  let prometheus: PrometheusServer

  beforeAll(async () => {
    telemetry = await startTelemetry({ serviceName: 'dashboards-test', prometheus: { port: 0 } })
    load = await LiveLoad.open()
    prometheus = await PrometheusServer.start({
      binary: tools?.prometheus ?? '',
      metricsUrl: telemetry.url,
      ruleFiles: RULE_FILES,
    })
    return async () => {
      await prometheus[Symbol.asyncDispose]()
      await load[Symbol.asyncDispose]()
      await telemetry.shutdown()
    }
  })

  it(
    'every expression returns a series once the saver has worked',
    async () => {
      let missing: readonly Expression[] = [...OF_SAVER, ...RECORDED, ...ALERTED, ...IN_RUNBOOKS]
      expect(missing.length).toBeGreaterThan(100)
      const until = Date.now() + PATIENCE_MS
      while (missing.length > 0 && Date.now() < until) {
        await load.round()
        missing = await withoutSeries(missing)
      }
      expect(missing).toEqual([])
    },
    PATIENCE_MS + 10_000,
  )

  it.each<[what: string, metric: MetricDefinition, matchers: readonly string[]]>([
    ['acknowledged rows', INGESTED_ROWS, []],
    ['errors of puts', PUTS, [isSet(ERROR_TYPE)]],
    ['retries after 429', RETRIES, [is(REASON, '429')]],
    ['dropped rows', DROPPED_ROWS, []],
  ])('counts the planted failures: %s', async (_what, metric, matchers) => {
    const values = await prometheus.valuesOf(selector(metric, matchers))
    expect(Math.max(...values)).toBeGreaterThan(0)
  })

  it('no rule fails, and lost rows fire their alert', async () => {
    const rules = await prometheus.rules()
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([])
    const firing = 'ALERTS{alertname="KustoSaverRowsDropped", alertstate="firing"}'
    await expect(prometheus.seriesOf(firing)).resolves.toBeGreaterThan(0)
  })

  it.each(OF_K6)('Prometheus accepts $name', async ({ expr }) => {
    await expect(prometheus.seriesOf(expr)).resolves.toBeGreaterThanOrEqual(0)
  })

  it('can fail: an unknown metric has no series', async () => {
    const wrong = { name: 'wrong', expr: 'sum(rate(langgraph_kusto_nonsense_total[5m]))' }
    await expect(withoutSeries([wrong])).resolves.toEqual([wrong])
  })

  async function withoutSeries(expressions: readonly Expression[]): Promise<Expression[]> {
    const counts = await Promise.all(expressions.map(({ expr }) => prometheus.seriesOf(expr)))
    return expressions.filter((_, index) => counts[index] === 0)
  }
})
