import { expect, it } from 'vitest'
import { complaints } from '../../../tools/drill/report/complaints.ts'
import { EXPECTATIONS, type Expectation } from '../../../tools/drill/expectations.ts'
import { ruleGroups } from '../dashboards/generated-out.ts'

const fired = (alert: string, afterMs = 3_000) => ({
  alert: `KustoSaver${alert}`,
  severity: 'critical',
  afterMs,
})
const EXPECTED: Expectation = {
  fires: { RowsDropped: 2 },
  mayFire: ['Throttled'],
  health: ['view'],
}
const REPORT = {
  failures: { metrics: 3, lines: 3, spans: 3 },
  lines: 30,
  minutes: 10,
  health: { status: 'degraded', wrong: ['view'] },
} as const
const OUTCOME = { name: 'x', fired: [fired('RowsDropped')], firedAfterRepair: [], report: REPORT }

it('has nothing to say if all is as expected', () => {
  expect(complaints(OUTCOME, EXPECTED)).toEqual([])
  expect(
    complaints({ ...OUTCOME, fired: [fired('RowsDropped'), fired('Throttled')] }, EXPECTED),
  ).toEqual([])
})

it.each([
  [{ fired: [] }, 'RowsDropped did not fire'],
  [{ fired: [fired('RowsDropped', 60_000)] }, 'RowsDropped took 20.0 min, not 2'],
  [{ fired: [fired('RowsDropped'), fired('Absent')] }, 'Absent fired'],
  [{ firedAfterRepair: [fired('Throttled')] }, 'Throttled fired after the repair'],
  [
    { report: { ...REPORT, failures: { metrics: 3, lines: 2, spans: 3 } } },
    'metrics count 3 failed calls, the log 2, spans 3',
  ],
  [
    { report: { ...REPORT, health: { status: 'ok', wrong: [] } as const } },
    'health does not name view',
  ],
  [{ report: { ...REPORT, lines: 300 } }, '30.0 lines a minute'],
])('%j is a complaint', (change, said) => {
  expect(complaints({ ...OUTCOME, ...change }, EXPECTED)).toEqual([said])
})

it('is said of health that names a check although nothing is wrong', () => {
  expect(complaints({ ...OUTCOME, fired: [] }, { fires: {}, health: [] })).toEqual([
    'health names view, but nothing is wrong',
  ])
})

it('expectations name alerts that exist', () => {
  const alerts = ruleGroups('alerts').flatMap(({ rules }) => rules.map(({ alert }) => alert))
  const named = Object.values(EXPECTATIONS).flatMap(({ fires, mayFire = [] }) => [
    ...Object.keys(fires),
    ...mayFire,
  ])
  expect(named.filter((name) => !alerts.includes(`KustoSaver${name}`))).toEqual([])
})
