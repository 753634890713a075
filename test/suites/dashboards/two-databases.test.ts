import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { KeptLabels } from '../../../dashboards/rules/kept-labels.ts'
import { alerts, recordingYaml } from '../../../dashboards/rules/rule-texts.ts'
import { prometheusTools } from './prometheus-tools.ts'
import { testRules } from './promtool-test.ts'

/*
 * Two databases of one job: one is small and fails, the other is large and healthy. Together they
 * would be within the error budget.
 */

interface Case {
  readonly alert: string
  /** Of the database that fails, then of the healthy one. */
  readonly series: (labels: string, isHealthy: boolean) => readonly (readonly [string, string])[]
  readonly labels?: Readonly<Record<string, string>>
}

const SERVER = 'agents.westeurope.kusto.windows.net'

const CASES: readonly Case[] = [
  {
    alert: 'KustoSaverErrorBudgetBurnFast',
    series: (labels, isHealthy) => [
      [`langgraph_kusto_puts_total{${labels}}`, isHealthy ? '0+100000x60' : '0+10x60'],
      [
        `langgraph_kusto_puts_total{${labels}, error_type="INGEST_UNAVAILABLE"}`,
        isHealthy ? '0x60' : '0+10x60',
      ],
    ],
  },
  {
    alert: 'KustoSaverPutLatencyHigh',
    series: (labels, isHealthy) => {
      const family = 'langgraph_kusto_put_duration_seconds'
      const [fast, all] = isHealthy ? ['0+90000x60', '0+90000x60'] : ['0x60', '0+100x60']
      return [
        [`${family}_bucket{${labels}, le="1"}`, fast],
        [`${family}_bucket{${labels}, le="5"}`, all],
        [`${family}_bucket{${labels}, le="+Inf"}`, all],
        [`${family}_count{${labels}}`, all],
      ]
    },
  },
  {
    alert: 'KustoSaverIngestionStalled',
    series: (labels, isHealthy) => [
      [`langgraph_kusto_puts_total{${labels}}`, '0+10x60'],
      [`langgraph_kusto_ingested_rows_total{${labels}}`, isHealthy ? '0+90x60' : '0x60'],
    ],
  },
  {
    alert: 'KustoSaverIngestionLagCritical',
    series: (labels, isHealthy) => [
      [
        `langgraph_kusto_ingestion_lag_seconds{${labels}, ingestion_mode="streaming"}`,
        isHealthy ? '0x60' : '900x60',
      ],
    ],
  },
  {
    alert: 'KustoSaverWritersStandStill',
    labels: { instance: 'agents-1' },
    series: (labels, isHealthy) => [
      [
        `langgraph_kusto_calls_stalled_seconds{${labels}, operation="put"}`,
        isHealthy ? '0x60' : '60x60',
      ],
    ],
  },
]

const KEPT = [[], ['cluster', 'environment']].map((more) => ({ more, kept: new KeptLabels(more) }))

describe.skipIf(prometheusTools() === undefined).each(KEPT)(
  'two databases in one job, with the labels $more besides',
  ({ more, kept }) => {
    const ofHost = Object.fromEntries(more.map((label) => [label, `my-${label}`]))

    it.each(CASES)('only the failing one fires $alert, by its name', async (given) => {
      const rule = alerts(kept).find(({ alert }) => alert === given.alert)
      if (rule === undefined) throw new Error(`There is no alert ${given.alert}.`)
      const series = ['Support', 'Sales'].flatMap((database) => {
        const labels = labelsOf({
          job: 'agents',
          instance: 'agents-1',
          ...ofHost,
          db_namespace: database,
          server_address: SERVER,
        })
        return given.series(labels, database === 'Sales')
      })
      const fired = {
        alertname: given.alert,
        severity: rule.labels.severity,
        job: 'agents',
        ...ofHost,
        ...given.labels,
        db_namespace: 'Support',
        server_address: SERVER,
      }
      const complaint = await testRules(
        [...parse(recordingYaml(kept)).groups, { name: 'alerts', rules: [rule] }],
        {
          interval: '1m',
          input_series: series.map(([name, values]) => ({ series: name, values })),
          promql_expr_test: [
            {
              expr: `count by (${Object.keys(fired).join(', ')}) (ALERTS{alertstate="firing"})`,
              eval_time: '40m',
              exp_samples: [{ labels: `{${labelsOf(fired)}}`, value: 1 }],
            },
          ],
        },
      )
      expect(complaint).toBe('')
    })
  },
)

function labelsOf(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')
}
