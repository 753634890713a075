import { expect, test } from 'vitest'
import { compareOutage, outageComparison } from '../../../../load/runner/compare-outage.ts'
import type { ScenarioResult } from '../../../../load/runner/scenario-result.ts'
import { isPassed, totalsOf } from '../../../../load/runner/verdict.ts'

function result(name: string, p95: number, failedRequests = 0): ScenarioResult {
  return {
    name,
    what: '',
    runbook: '',
    isComparison: name !== 'outage',
    startedAt: '',
    seconds: 60,
    trouble: [],
    checks: [{ name: 'http_req_failed', isMet: failedRequests === 0, seen: '' }],
    books: [{ name: 'failed calls', counts: [{ source: 'allowed', count: 0 }] }],
    judgement: undefined,
    charts: [],
    load: {
      iterationsPerSecond: 10,
      iterations: 600,
      dropped: 0,
      requests: 600,
      failedRequests,
      failures: [],
      requestsMs: { turn: { p50: p95 / 2, p95, p99: p95, max: p95, count: 600 } },
      callsMs: { put: NONE, putWrites: NONE, getTuple: NONE, list: NONE },
      host: {
        eventLoopDelayMs: { p50: 0, p99: 0, max: 0 },
        residentMb: { start: 0, end: 0, max: 0 },
        heapMb: { start: 0, end: 0, max: 0 },
        cpuSeconds: 0,
      },
    },
  }
}

const NONE = { p50: 0, p95: 0, p99: 0, max: 0, count: 0 }

test('a turn with a spool may take twice as long as on a Kusto that answers at once', () => {
  const calm = result('outage-calm', 50)
  expect(isPassed(compareOutage(result('outage', 100), [calm]))).toBe(true)
  const slow = compareOutage(result('outage', 101), [calm])
  expect(isPassed(slow)).toBe(false)
  expect(slow.checks.at(-1)?.seen).toBe('2.02 times')
})

test('without the scenario to compare with, only its own limits count', () => {
  expect(compareOutage(result('outage', 5_000), []).checks).toHaveLength(1)
})

test('what is only compared neither fails the run nor counts', () => {
  const durable = result('outage-durable', 9_000, 300)
  expect(isPassed(durable)).toBe(true)
  expect(totalsOf([durable])).toEqual({ passed: 0, failed: 0 })
  const results = [result('outage-calm', 50), result('outage', 60), durable]
  expect(outageComparison(results)).toBe(
    '\np95 of a turn: outage 1.20 times that of outage-calm, 0 failed, 0 dropped; outage-durable 180.00 times that of outage-calm, 300 failed, 0 dropped',
  )
})
