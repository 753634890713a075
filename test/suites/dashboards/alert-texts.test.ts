import { describe, expect, it } from 'vitest'
import { ruleGroups } from './generated-out.ts'
import { prometheusTools } from './prometheus-tools.ts'
import { rulesFor, testRules } from './promtool-test.ts'

interface RenderedText {
  readonly alert: string
  readonly when: string
  readonly series: readonly (readonly [series: string, values: string])[]
  readonly at: string
  readonly labels: Readonly<Record<string, string>>
  readonly summary: string
  readonly description: string
}

const AGENTS = 'job="agents", instance="agents-1"'
const OTHERS = 'job="others", instance="others-1"'
const SUPPORT = 'db_namespace="Support", server_address="adx.example"'
const ALERTS = ruleGroups('alerts').flatMap(({ rules }) => rules)

const TEXTS: readonly RenderedText[] = [
  {
    alert: 'KustoSaverErrorBudgetBurnFast',
    when: 'puts fail most, and reads of another job fail more',
    series: [
      [`langgraph_kusto_puts_total{${AGENTS}}`, '0+480x60'],
      [`langgraph_kusto_puts_total{${AGENTS}, error_type="INGEST_UNAVAILABLE"}`, '0+15x60'],
      [`langgraph_kusto_get_tuple_calls_total{${AGENTS}, error_type="CORRUPT"}`, '0+5x60'],
      [`langgraph_kusto_puts_total{${AGENTS}, error_type="TOO_LARGE"}`, '0+500x60'],
      [`langgraph_kusto_get_tuple_calls_total{${OTHERS}}`, '0+100000x60'],
      [`langgraph_kusto_get_tuple_calls_total{${OTHERS}, error_type="STATE_LOST"}`, '0+90x60'],
    ],
    at: '30m',
    labels: { severity: 'critical', job: 'agents' },
    summary: 'Many calls of the checkpointer fail in agents',
    description:
      "2% of the calls of agents fail (target: 99.9 % succeed). This rate spends a month's error budget within days. Most frequent error: INGEST_UNAVAILABLE.",
  },
  {
    alert: 'KustoSaverErrorBudgetBurnFast',
    when: 'a database fails, and another one of the job fails more in another way',
    series: [
      [`langgraph_kusto_puts_total{${AGENTS}, ${SUPPORT}}`, '0+480x60'],
      [
        `langgraph_kusto_puts_total{${AGENTS}, ${SUPPORT}, error_type="INGEST_REJECTED"}`,
        '0+20x60',
      ],
      [`langgraph_kusto_puts_total{${AGENTS}, db_namespace="Sales"}`, '0+100000x60'],
      [
        `langgraph_kusto_puts_total{${AGENTS}, db_namespace="Sales", error_type="CORRUPT"}`,
        '0+90x60',
      ],
    ],
    at: '30m',
    labels: {
      severity: 'critical',
      job: 'agents',
      db_namespace: 'Support',
      server_address: 'adx.example',
    },
    summary: 'Many calls of the checkpointer fail in agents (database Support)',
    description:
      "4% of the calls of agents fail (target: 99.9 % succeed). This rate spends a month's error budget within days. Most frequent error: INGEST_REJECTED. The database is Support on adx.example.",
  },
  {
    alert: 'KustoSaverErrorBudgetBurnSlow',
    when: 'a few reads fail',
    series: [
      [`langgraph_kusto_puts_total{${AGENTS}}`, '0+995x60'],
      [`langgraph_kusto_get_tuple_calls_total{${AGENTS}, error_type="STATE_EXPIRED"}`, '0+5x60'],
    ],
    at: '40m',
    labels: { severity: 'warning', job: 'agents' },
    summary: 'Calls of the checkpointer keep failing in agents',
    description:
      "0.5% of the calls of agents have failed for hours (target: 99.9 % succeed). A month's error budget will not last. Most frequent error: STATE_EXPIRED.",
  },
  {
    alert: 'KustoSaverIngestionStalled',
    when: 'puts are refused',
    series: [
      [`langgraph_kusto_puts_total{${AGENTS}, error_type="INGEST_REJECTED"}`, '0+10x60'],
      [`langgraph_kusto_ingested_rows_total{${AGENTS}}`, '500x60'],
    ],
    at: '40m',
    labels: { severity: 'critical', job: 'agents' },
    summary: 'Kusto acknowledges nothing that agents writes',
    description:
      'Agents of agents write, and Kusto has acknowledged no row for 15 minutes. Most frequent error: INGEST_REJECTED.',
  },
  {
    alert: 'KustoSaverIngestionStalled',
    when: 'rows wait and no call has failed',
    series: [[`langgraph_kusto_batch_queue_size{${AGENTS}}`, '3x60']],
    at: '40m',
    labels: { severity: 'critical', job: 'agents' },
    summary: 'Kusto acknowledges nothing that agents writes',
    description: 'Agents of agents write, and Kusto has acknowledged no row for 15 minutes.',
  },
  {
    alert: 'KustoSaverQueueGrowing',
    when: 'rows of one process wait',
    series: [[`langgraph_kusto_batch_queue_oldest_age_seconds{${AGENTS}}`, '59x60']],
    at: '40m',
    labels: { severity: 'warning', job: 'agents', instance: 'agents-1' },
    summary: 'The buffer of agents-1 (agents) does not empty',
    description:
      'It is more than 80 % full and the number of waiting rows grows, or rows wait longer than 30 seconds again and again (59). A full buffer makes agents wait.',
  },
]

describe.each(ALERTS)("$alert's summary", ({ annotations, expr }) => {
  it('names the job', () => {
    expect(annotations?.['summary']).toContain('{{ $labels.job }}')
  })

  it('names the database, if the alert is about one', () => {
    const text = annotations?.['summary'] ?? ''
    expect(text.includes('(database {{ . }})')).toBe(/\bdb_namespace\b|\bjob:/.test(expr))
  })
})

describe.skipIf(prometheusTools() === undefined)('texts of alerts under promtool', () => {
  it.each(TEXTS)('$alert when $when', async (given) => {
    await expect(render(given)).resolves.toBe('')
  })

  it('can fail: another error is more frequent', async () => {
    const [first] = TEXTS
    if (first === undefined) throw new Error('There is no text.')
    const wrong = { ...first, description: first.description.replace('INGEST', 'QUERY') }
    await expect(render(wrong)).resolves.toContain('FAILED')
  })
})

/** promtool's complaint; empty if the alert's text is as given. */
async function render(given: RenderedText): Promise<string> {
  const { alert, labels, summary, description } = given
  const { annotations = {} } = ALERTS.find((rule) => rule.alert === alert) ?? {}
  const expected = { exp_labels: labels, exp_annotations: { ...annotations, summary, description } }
  return await testRules(rulesFor(alert), {
    interval: '1m',
    input_series: given.series.map(([series, values]) => ({ series, values })),
    alert_rule_test: [{ eval_time: given.at, alertname: alert, exp_alerts: [expected] }],
  })
}
