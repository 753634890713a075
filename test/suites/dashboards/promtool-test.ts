import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { ruleGroups, type RuleGroupFile } from './generated-out.ts'
import { prometheusTools } from './prometheus-tools.ts'

/** `promtool test rules` on one test; returns its complaint, empty if the test passes. */
export async function testRules(
  groups: readonly RuleGroupFile[],
  test: { readonly interval: string; readonly [key: string]: unknown },
): Promise<string> {
  await using folder = await temporaryFolder()
  const rules = join(folder.path, 'rules.yml')
  await writeFile(rules, stringify({ groups }))
  const path = join(folder.path, 'alert.test.yml')
  await writeFile(
    path,
    stringify({ rule_files: [rules], evaluation_interval: test.interval, tests: [test] }),
  )
  const { promtool = '' } = prometheusTools() ?? {}
  const { status, stdout, stderr } = spawnSync(promtool, ['test', 'rules', path], {
    encoding: 'utf8',
  })
  return status === 0 ? '' : `${stdout}${stderr}`
}

/**
 * The generated rule unchanged, with the recording rules and the alert that it reads, if any. With
 * all rules, promtool takes ten times as long.
 */
export function rulesFor(alert: string): readonly RuleGroupFile[] {
  const all = ruleGroups('alerts')
  const rule = all.flatMap(({ rules }) => rules).find((one) => one.alert === alert)
  if (rule === undefined) throw new Error(`There is no alert ${alert}.`)
  const alerts = all.map(({ name, rules }) => ({
    name,
    rules: rules.filter((one) => one === rule || rule.expr.includes(`alertname="${one.alert}"`)),
  }))
  const usesRecorded = JSON.stringify(rule).includes(':langgraph_kusto')
  return usesRecorded ? [...ruleGroups('recording'), ...alerts] : alerts
}
