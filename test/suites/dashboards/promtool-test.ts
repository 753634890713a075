import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { ruleGroups, type RuleGroupFile } from './generated-out.ts'
import { prometheusTools } from './prometheus-tools.ts'

/** `promtool test rules` on one test; returns its complaint, empty if the test passes. */
export async function testRules(groups: readonly RuleGroupFile[], test: object): Promise<string> {
  await using folder = await temporaryFolder()
  const rules = join(folder.path, 'rules.yml')
  await writeFile(rules, stringify({ groups }))
  const path = join(folder.path, 'alert.test.yml')
  await writeFile(
    path,
    stringify({ rule_files: [rules], evaluation_interval: '1m', tests: [test] }),
  )
  const { promtool = '' } = prometheusTools() ?? {}
  const { status, stdout, stderr } = spawnSync(promtool, ['test', 'rules', path], {
    encoding: 'utf8',
  })
  return status === 0 ? '' : `${stdout}${stderr}`
}

/**
 * The generated rule unchanged, with the recording rules if it needs them. With all rules, promtool
 * takes ten times as long.
 */
export function rulesFor(alert: string): readonly RuleGroupFile[] {
  const alerts = ruleGroups('alerts').map(({ name, rules }) => ({
    name,
    rules: rules.filter((rule) => rule.alert === alert),
  }))
  const [rule] = alerts.flatMap(({ rules }) => rules)
  if (rule === undefined) throw new Error(`There is no alert ${alert}.`)
  const usesRecorded = JSON.stringify(rule).includes(':langgraph_kusto')
  return usesRecorded ? [...ruleGroups('recording'), ...alerts] : alerts
}
