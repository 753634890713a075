import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { KeptLabels } from '../../../dashboards/rules/kept-labels.ts'
import { alertsYaml, recordingYaml } from '../../../dashboards/rules/rule-texts.ts'
import { runCli } from '../../../src/cli/run-cli.ts'
import { consolePerTest } from '../../support/console-per-test.ts'

const { all: said } = consolePerTest()

interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly annotations: Readonly<Record<string, string>>
}

function rulesOf(text: string): readonly Rule[] {
  const file: { readonly groups: readonly { readonly rules: readonly Rule[] }[] } = parse(text)
  return file.groups.flatMap(({ rules }) => rules)
}

describe('langgraph-kusto alerts', () => {
  it('prints the alerts with the addresses of their runbooks and dashboards', async () => {
    const args = ['--runbook-base', 'https://wiki.example/rb/', '--dashboard-base', 'http://g:3000']
    expect(await runCli(['alerts', ...args])).toBe(0)
    const rules = rulesOf(said.join('\n'))
    expect(rules.length).toBeGreaterThan(20)
    for (const { alert, annotations } of rules) {
      expect(annotations['runbook_url']).toBe(`https://wiki.example/rb/${alert}.md`)
      expect(annotations['dashboard_url']).toMatch(/^http:\/\/g:3000\/d\/langgraph-kusto-\w+$/)
    }
  })

  it('prints what they need recorded', async () => {
    expect(await runCli(['alerts', '--recording'])).toBe(0)
    expect(rulesOf(said.join('\n')).every(({ record }) => record !== undefined)).toBe(true)
  })

  it.each(['wiki.example', 'ftp://x', 'https://x y', "https://x'"])('refuses %j', async (base) => {
    expect(await runCli(['alerts', '--runbook-base', base])).toBe(2)
    expect(said.join('\n')).toContain('--runbook-base must be an address')
  })

  it.each([
    ['job', []],
    ['job,cluster,environment', ['cluster', 'environment']],
    ['cluster, job, db_namespace, cluster', ['cluster']],
  ])('keeps the labels %s as the generator does', async (list, more) => {
    const kept = new KeptLabels(more)
    expect(await runCli(['alerts', '--labels', list])).toBe(0)
    expect(await runCli(['alerts', '--labels', list, '--recording'])).toBe(0)
    expect(said).toEqual([alertsYaml(kept).trimEnd(), recordingYaml(kept).trimEnd()])
  })

  it.each(['', 'a b', 'job,', 'db.namespace', 'instance', 'le'])(
    'refuses the labels %j',
    async (list) => {
      expect(await runCli(['alerts', '--labels', list])).toBe(2)
      expect(said.join('\n')).toContain('--labels must list labels')
    },
  )
})
