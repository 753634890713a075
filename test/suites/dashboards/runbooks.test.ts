import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ERRORS_OF_CALLERS } from '../../../dashboards/service-level.ts'
import type { KustoSaverErrorCode } from '../../../src/errors.ts'
import { typedCodes } from '../../../tools/docs/errors-table.ts'
import { dashboardFiles, panelsOf, ROOT, ruleGroups } from './generated-out.ts'

const FOLDER = join(ROOT, 'docs', 'operations', 'runbooks')
const FILES = readdirSync(FOLDER)
const ALERTS = ruleGroups('alerts').flatMap(({ rules }) => rules)
const NAMES = ALERTS.map(({ alert = '' }) => alert)
const SECTIONS = ['## First look', '## Find the cause', '## Fix it', '## When it is over']
const TITLES = new Set(
  dashboardFiles().flatMap((dashboard) => panelsOf(dashboard).map(({ title }) => title)),
)

describe.each(ALERTS)('$alert', ({ alert, labels, annotations, for: hold }) => {
  it('has a severity, a description and a duration', () => {
    expect(['critical', 'warning']).toContain(labels?.['severity'])
    expect(annotations?.['summary']?.length).toBeGreaterThan(20)
    expect(annotations?.['description']?.length).toBeGreaterThan(60)
    expect(hold).toMatch(/^\d+m$/)
  })

  it('links to an existing runbook with its name', () => {
    const url = annotations?.['runbook_url'] ?? ''
    expect(url).toBe(`docs/operations/runbooks/${alert}.md`)
    const text = readFileSync(join(ROOT, url), 'utf8')
    expect(text.split('\n')[0]).toBe(`# ${alert}`)
    expect(text.match(/^## .*$/gm)).toEqual(SECTIONS)
  })
})

describe.each(FILES)('docs/operations/runbooks/%s', (file) => {
  const text = readFileSync(join(FOLDER, file), 'utf8')

  it('belongs to an alert', () => {
    expect(NAMES).toContain(file.replace(/\.md$/, ''))
  })

  it('names existing panels', () => {
    const named = [...text.matchAll(/(?<!\*)\*(\w[^*\n]*)\*(?!\*)/g)].map(([, title = '']) => title)
    expect(named.filter((title) => !TITLES.has(title))).toEqual([])
  })

  it('begins with something to paste into a shell', () => {
    const [, first = ''] = /^## First look\n([^]*?)^## /m.exec(text) ?? []
    expect(first).toMatch(/^```(kql|promql|sh)$/m)
  })
})

/** Codes that no put, putWrites, getTuple or list throws. */
const OF_OTHER_CALLS: readonly KustoSaverErrorCode[] = [
  'THREAD_EXISTS',
  'THREAD_NOT_FOUND',
  'NOT_VISIBLE_YET',
  'EXPORT_DAMAGED',
  'MISSING_PACKAGE',
  'BROKEN_PACKAGE',
]

describe('KustoSaverErrorBudgetBurnFast.md', () => {
  const text = readFileSync(join(FOLDER, 'KustoSaverErrorBudgetBurnFast.md'), 'utf8')
  const [, causes = ''] = /^## Find the cause\n([^]*?)^## /m.exec(text) ?? []
  const leftOut = new Set<string>([...ERRORS_OF_CALLERS, ...OF_OTHER_CALLS])

  it.each(typedCodes().filter((code) => !leftOut.has(code)))('explains %s', (code) => {
    expect(causes).toContain(`\`${code}\``)
  })
})

describe('descriptions of panels', () => {
  it('name existing alerts', () => {
    const said = dashboardFiles().flatMap((dashboard) =>
      panelsOf(dashboard).flatMap(
        ({ description = '' }) => description.match(/KustoSaver[A-Z]\w+/g) ?? [],
      ),
    )
    expect(said.length).toBeGreaterThan(10)
    expect(said.filter((name) => !NAMES.includes(name))).toEqual([])
  })
})
