import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { ALERTS } from '../../../dashboards/rules/rule-texts.ts'
import { ALERT_CASES, type AlertCase } from './alert-cases.ts'
import { RULE_FILES } from './generated-out.ts'
import { prometheusTools } from './prometheus-tools.ts'
import { rulesFor, testRules } from './promtool-test.ts'

const tools = prometheusTools()

describe.skipIf(tools === undefined)('alerts under promtool', () => {
  it.each(ALERT_CASES)('$alert $when', async (given) => {
    await expect(runPromtool(given)).resolves.toBe('')
  })

  it('accepts the rule files', () => {
    const said = execFileSync(tools?.promtool ?? '', ['check', 'rules', ...RULE_FILES], {
      encoding: 'utf8',
    })
    expect(said.match(/SUCCESS: \d+ rules found/g)).toHaveLength(RULE_FILES.length)
  })

  it('can fail: reports an alert that should fire and does not', async () => {
    const [silent] = ALERT_CASES.filter(({ fires }) => !fires)
    if (silent === undefined) throw new Error('There is no silent case.')
    await expect(runPromtool({ ...silent, fires: true })).resolves.toContain('FAILED')
  })
})

describe('alert cases', () => {
  it.each(ALERTS.map(({ alert }) => alert))(
    '%s has a case that fires and a case that does not',
    (alert) => {
      const own = ALERT_CASES.filter((one) => one.alert === alert)
      expect(own.some(({ fires }) => fires)).toBe(true)
      expect(own.some(({ fires }) => !fires)).toBe(true)
    },
  )
})

/** promtool's complaint; empty if the alert behaves as the case expects. */
async function runPromtool({
  alert,
  series,
  at,
  fires,
  interval = '1m',
}: AlertCase): Promise<string> {
  const firing = `count by (alertname) (ALERTS{alertname="${alert}", alertstate="firing"})`
  const sample = { labels: `{alertname="${alert}"}`, value: 1 }
  const test = {
    interval,
    input_series: series,
    promql_expr_test: [{ expr: firing, eval_time: at, exp_samples: fires ? [sample] : [] }],
  }
  return await testRules(rulesFor(alert), test)
}
