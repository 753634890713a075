import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { ROOT, ruleGroups } from './generated-out.ts'
import { prometheusTools } from './prometheus-tools.ts'
import { selectorsOf } from './promql-checker.ts'
import { RUNBOOK_PROMQL, withLabels } from './runbook-promql.ts'

const tools = prometheusTools()

/** Alerts whose series are those of one process. */
const OF_PROCESSES: ReadonlySet<string | undefined> = new Set(
  ruleGroups('alerts')
    .flatMap(({ rules }) => rules)
    .filter(({ expr }) => groupings(expr).length > 0 && groupings(expr).every(keepsInstance))
    .map(({ alert }) => alert),
)

/** Alerts about hosts, whatever their databases. */
const OF_HOSTS: ReadonlySet<string> = new Set(['KustoSaverAbsent', 'KustoSaverMetricOverflow'])

/** Metrics without a database. */
const OF_PROCESS = /\bup\b|nodejs_eventloop|process_memory/

describe.each(RUNBOOK_PROMQL)('PromQL at $place', ({ place, alert, text }) => {
  const isOfProcess = OF_PROCESSES.has(alert)

  it("selects by the alert's labels", () => {
    const own = isOfProcess ? ['job="JOB"', 'instance="INSTANCE"'] : ['job="JOB"']
    const broad = selectorsOf(text).filter((found) => own.some((one) => !found.text.includes(one)))
    expect(broad).toEqual([])
  })

  it("selects by the alert's database, if it has one", () => {
    const broad = selectorsOf(text).filter(
      (found) =>
        found.text.includes('db_namespace="DATABASE"') ===
        (OF_HOSTS.has(alert) || OF_PROCESS.test(found.text)),
    )
    expect(broad).toEqual([])
  })

  it('keeps the job in its result', () => {
    expect(groupings(text).filter((labels) => !labels.includes('job'))).toEqual([])
  })

  it('stands on a page that explains what to write for JOB', () => {
    const page = readFileSync(join(ROOT, place.replace(/:\d+$/, '')), 'utf8')
    expect(page.replaceAll(/\s+/g, ' ')).toContain(saidOf(page))
  })
})

describe('alerts of single processes', () => {
  it('are recognized', () => {
    expect(OF_PROCESSES).toContain('KustoSaverWritersStandStill')
    expect(OF_PROCESSES).not.toContain('KustoSaverThrottled')
  })
})

describe.skipIf(tools === undefined)('PromQL of the runbooks under promtool', () => {
  it('parses', async () => {
    const complaint = await checkRules(
      RUNBOOK_PROMQL.map(({ text }) => withLabels(text, 'agents', 'agents-1')),
    )
    expect(complaint).toBe('')
  })

  it('can fail: a bracket is missing', async () => {
    await expect(checkRules(['sum(up{job="agents"}'])).resolves.toContain('unclosed')
  })
})

/** What a page has to say about the words that its reader replaces. */
function saidOf(page: string): string {
  const words = ['JOB', 'DATABASE', 'INSTANCE'].filter((word) => page.includes(`"${word}"`))
  const labels = words.map((word) => (word === 'DATABASE' ? 'db_namespace' : word.toLowerCase()))
  return words.length === 1
    ? '`JOB` stands for the label `job` of the alert'
    : `${listed(words)} stand for the labels ${listed(labels)} of the alert`
}

function listed(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``)
  return `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`
}

/** promtool's complaint about these expressions; empty for none. */
async function checkRules(expressions: readonly string[]): Promise<string> {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'rules.yml')
  const rules = expressions.map((expr, index) => ({ record: `runbook:query:${index}`, expr }))
  await writeFile(path, stringify({ groups: [{ name: 'runbooks', rules }] }))
  const { status, stdout, stderr } = spawnSync(tools?.promtool ?? '', ['check', 'rules', path], {
    encoding: 'utf8',
  })
  return status === 0 ? '' : `${stdout}${stderr}`
}

/** The labels of each `by (…)`. */
function groupings(expr: string): string[][] {
  return [...expr.matchAll(/\bby \(([^)]*)\)/g)].map(([, labels = '']) => labels.split(', '))
}

function keepsInstance(labels: readonly string[]): boolean {
  return labels.includes('instance')
}
