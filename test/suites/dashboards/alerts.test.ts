import { execFileSync, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { ALERTS } from '../../../dashboards/rules/rule-texts.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { ALERT_CASES, type AlertCase } from './alert-cases.ts'
import { RULE_FILES, ruleGroups, type RuleGroupFile } from './generated-out.ts'
import { prometheusTools } from './prometheus-tools.ts'

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
async function runPromtool({ alert, series, at, fires }: AlertCase): Promise<string> {
  const firing = `count by (alertname) (ALERTS{alertname="${alert}", alertstate="firing"})`
  const sample = { labels: `{alertname="${alert}"}`, value: 1 }
  const test = {
    interval: '1m',
    input_series: series,
    promql_expr_test: [{ expr: firing, eval_time: at, exp_samples: fires ? [sample] : [] }],
  }
  await using folder = await temporaryFolder()
  const rules = join(folder.path, 'rules.yml')
  await writeFile(rules, stringify({ groups: rulesFor(alert) }))
  const path = join(folder.path, 'alert.test.yml')
  await writeFile(
    path,
    stringify({ rule_files: [rules], evaluation_interval: '1m', tests: [test] }),
  )
  const { status, stdout, stderr } = spawnSync(tools?.promtool ?? '', ['test', 'rules', path], {
    encoding: 'utf8',
  })
  return status === 0 ? '' : `${stdout}${stderr}`
}

/**
 * The generated rule unchanged, with the recording rules if it needs them. With all rules, promtool
 * takes ten times as long.
 */
function rulesFor(alert: string): readonly RuleGroupFile[] {
  const alerts = ruleGroups('alerts').map(({ name, rules }) => ({
    name,
    rules: rules.filter((rule) => rule.alert === alert),
  }))
  const [rule] = alerts.flatMap(({ rules }) => rules)
  if (rule === undefined) throw new Error(`There is no alert ${alert}.`)
  return rule.expr.includes('job:langgraph') ? [...ruleGroups('recording'), ...alerts] : alerts
}
