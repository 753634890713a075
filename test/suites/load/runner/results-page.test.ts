import { expect, test } from 'vitest'
import { merged } from '../../../../load/runner/report/recorded-results.ts'
import { resultsPage, type Recorded } from '../../../../load/runner/report/results-page.ts'

function record(name: string, changes: Partial<Recorded> = {}): Recorded {
  return {
    name,
    what: 'What it does.',
    startedAt: '2026-11-23T10:00:00.000Z',
    seconds: 300,
    isHeld: true,
    isBalanced: true,
    judged: 'lost 0, doubled 0, torn 0, brought back 0',
    failures: [],
    perSecond: 50,
    dropped: 0,
    failed: 0,
    requestsMs: { turn: { p50: 21.4, p95: 60, p99: 99.6, count: 15_000 } },
    callsMs: {
      put: { p50: 2.25, p95: 8, p99: 12, count: 75_000 },
      list: { p50: 0, p95: 0, p99: 0, count: 0 },
    },
    eventLoopP99Ms: 12.34,
    residentMaxMb: 300,
    residentEndMb: 290,
    heapStartMb: 100,
    heapEndMb: 110,
    cpuSeconds: 120,
    machine: 'AMD, 2 cores',
    versions: 'Node 20',
    kusto: 'local Kusto',
    ...changes,
  }
}

test('shows one row per scenario with its calls below, except calls never made', () => {
  const page = resultsPage([record('turns')])
  expect(page).toContain(
    '| turns | passed | balanced | lost 0, doubled 0, torn 0, brought back 0 | 300 s | 50.0/s | 0 | 0 | turn 21 / 60 / 100 | 12.3 ms | 300 MB, 290 MB | 100 MB, 110 MB |',
  )
  expect(page).toContain('| turns | put | 75000 | 2.3 | 8.0 | 12.0 |')
  expect(page).not.toContain('| list |')
  expect(page).not.toContain('What did not hold')
})

test('reports each failure on one line without breaking the table', () => {
  const page = resultsPage([
    record('turns', { isHeld: false, isBalanced: false, judged: undefined, failures: ['a|b\nc'] }),
  ])
  expect(page).toContain('| turns | **failed** | **off** | not asked |')
  expect(page).toContain(String.raw`- turns: a\|b c`)
})

test('a new record replaces the old one of its scenario and leaves the others', () => {
  const before = [record('chat', { perSecond: 1 }), record('turns', { perSecond: 2 })]
  const after = merged(before, [record('turns', { perSecond: 3 })])
  expect(after.map(({ name, perSecond }) => [name, perSecond])).toEqual([
    ['turns', 3],
    ['chat', 1],
  ])
})
