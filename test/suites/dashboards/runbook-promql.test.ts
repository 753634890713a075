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

describe.each(RUNBOOK_PROMQL)('PromQL at $place', ({ place, alert, text }) => {
  const isOfProcess = OF_PROCESSES.has(alert)

  it("selects by the alert's labels", () => {
    const own = isOfProcess ? ['job="JOB"', 'instance="INSTANCE"'] : ['job="JOB"']
    const broad = selectorsOf(text).filter((found) => own.some((one) => !found.text.includes(one)))
    expect(broad).toEqual([])
  })

  it('keeps the job in its result', () => {
    expect(groupings(text).filter((labels) => !labels.includes('job'))).toEqual([])
  })

  it('stands on a page that explains what to write for JOB', () => {
    const page = readFileSync(join(ROOT, place.replace(/:\d+$/, '')), 'utf8')
    const said = isOfProcess
      ? '`JOB` and `INSTANCE` stand for the labels `job` and `instance` of the alert'
      : '`JOB` stands for the label `job` of the alert'
    expect(page.replaceAll(/\s+/g, ' ')).toContain(said)
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
