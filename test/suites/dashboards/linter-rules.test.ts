import { describe, expect, it } from 'vitest'
import { dashboardFiles, panelsOf, type DashboardFile, type PanelFile } from './generated-out.ts'
import { selectorsOf, withoutVariables } from './promql-checker.ts'
import { VALID_UNITS } from './valid-units.ts'

/**
 * The rules of Grafana's dashboard-linter (a Go program; github.com/grafana/dashboard-linter,
 * docs/index.md), applied to the generated dashboards, plus one rule: only panels that every
 * Grafana draws without a plugin.
 */

const ALL = dashboardFiles()
const PROMETHEUS = ALL.filter((dashboard) => sourceOf(dashboard) === 'prometheus')
const PANELS = ALL.flatMap((dashboard) =>
  panelsOf(dashboard).map((panel) => ({
    dashboard,
    panel,
    name: `${dashboard.uid} / ${panel.title}`,
  })),
)
const TARGETS = PANELS.flatMap(({ panel, name }) =>
  (panel.targets ?? []).flatMap(({ expr, refId }) =>
    expr === undefined
      ? []
      : [{ name: `${name} ${refId}`, expr: withoutVariables(expr), raw: expr }],
  ),
)

describe.each(ALL)('$uid', (dashboard) => {
  it('has one data source variable, named and labelled as expected', () => {
    const [source, ...others] = dashboard.templating.list.filter(
      ({ type }) => type === 'datasource',
    )
    expect(others).toEqual([])
    expect(source).toMatchObject({ name: 'datasource', label: 'Data source' })
  })

  it('cannot be edited in place, has a uid, a description and the schema of classic dashboards', () => {
    expect(dashboard).toMatchObject({ editable: false, schemaVersion: 42 })
    expect(dashboard.uid).toMatch(/^langgraph-kusto-[a-z-]{3,25}$/)
    expect(dashboard.uid.length).toBeLessThanOrEqual(40)
    expect(dashboard.description).not.toBe('')
  })

  it('has a unique id for each panel and row', () => {
    const ids = dashboard.panels.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => id > 0)).toBe(true)
  })

  it('has no panel outside the grid or over another', () => {
    const seats = panelsOf(dashboard).map(({ gridPos }) => gridPos)
    expect(seats.every(({ x, w }) => x + w <= 24)).toBe(true)
    expect(
      seats.filter((seat, index) => seats.slice(index + 1).some((other) => meet(seat, other))),
    ).toEqual([])
  })
})

describe.each(PROMETHEUS)('$uid', (dashboard) => {
  it.each(['job', 'instance'])('has a variable %s for all, several or one', (name) => {
    expect(dashboard.templating.list.find((variable) => variable.name === name)).toMatchObject({
      type: 'query',
      label: name,
      multi: true,
      includeAll: true,
      allValue: '.+',
      refresh: 2,
      datasource: { uid: '${datasource}' },
    })
  })
})

describe.each(PROMETHEUS)('$uid', (dashboard) => {
  it.each(['database', 'server'])('has a variable %s, by default for every saver', (name) => {
    expect(dashboard.templating.list.find((variable) => variable.name === name)).toMatchObject({
      type: 'query',
      multi: true,
      includeAll: true,
      // also savers whose own client does not tell it
      allValue: '.*',
    })
  })
})

describe.each(PANELS)('$name', ({ dashboard, panel }) => {
  it('has title, description and a unit that Grafana knows', () => {
    expect(panel.title).not.toBe('')
    expect(panel.description?.length).toBeGreaterThan(60)
    expect(VALID_UNITS).toContain(panel.fieldConfig?.defaults.unit)
  })

  it('has queries, all to the data source of the variable', () => {
    const source = { type: sourceOf(dashboard), uid: '${datasource}' }
    expect(panel.datasource).toEqual(source)
    expect(panel.targets?.length).toBeGreaterThan(0)
    expect(panel.targets?.map(({ datasource }) => datasource)).toEqual(
      panel.targets?.map(() => source),
    )
    expect(refIds(panel).join('')).toBe('ABCDEFGHIJKLMNOP'.slice(0, refIds(panel).length))
  })

  it('has a panel type that every Grafana supports', () => {
    expect(['timeseries', 'stat', 'bargauge', 'table']).toContain(panel.type)
  })

  it('shows the last value if it shows a single one', () => {
    const isOne = panel.type === 'stat' || panel.type === 'bargauge'
    const calcs = isOne ? ['lastNotNull'] : undefined
    expect(panel.options?.['reduceOptions']).toEqual(calcs && { calcs, values: false })
  })
})

describe.each(TARGETS)('$name', ({ expr, raw }) => {
  it('filters by the chosen jobs and instances, except for k6', () => {
    const free = selectorsOf(expr).filter(
      ({ text, metric }) =>
        !metric.startsWith('k6_') &&
        !(text.includes('job=~".+"') && text.includes('instance=~".+"')),
    )
    expect(free).toEqual([])
  })

  it('filters by the chosen databases, except for k6 and processes', () => {
    const free = selectorsOf(expr).filter(
      ({ text }) =>
        !/k6_|process_memory|nodejs_eventloop/.test(text) &&
        !(text.includes('db_namespace=~".*"') && text.includes('server_address=~".*"')),
    )
    expect(free).toEqual([])
  })

  it('uses counters only as rates, with windows that follow zoom and scrape interval', () => {
    const counters = selectorsOf(expr).filter(({ text }) =>
      /_total\b|_(bucket|count|sum)["{]/.test(text),
    )
    // k6 counts from 0 in each run, so the last value is the run's total
    const bare = counters.filter(({ metric, around }) => {
      const calls = [
        'rate()',
        'increase()',
        ...(metric.startsWith('k6_') ? ['last_over_time()'] : []),
      ]
      return !calls.some((call) => around.includes(call))
    })
    expect(bare).toEqual([])
    expect(raw.match(/rate\([^[]*\[(?!\$__rate_interval\])/g)).toBeNull()
    expect(raw.match(/increase\([^[]*\[(?!\$__range\])/g)).toBeNull()
  })
})

function sourceOf({ templating }: DashboardFile): string {
  return templating.list.find(({ type }) => type === 'datasource')?.query ?? ''
}

function refIds({ targets = [] }: PanelFile): string[] {
  return targets.map(({ refId }) => refId)
}

type Seat = PanelFile['gridPos']

function meet(a: Seat, b: Seat): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}
