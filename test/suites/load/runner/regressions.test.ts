import { expect, it } from 'vitest'
import { calibrationOf, REFERENCE_MS } from '../../../../load/runner/calibration/calibrate.ts'
import { regressions, type Baseline } from '../../../../load/runner/baseline/regressions.ts'
import type { ScenarioResult } from '../../../../load/runner/scenario-result.ts'

const BASELINE: Baseline = {
  ofReference: 1,
  scenarios: [
    {
      name: 'turns',
      load: { iterations: 1000, requestsMs: { turn: { p95: 100 } }, host: { cpuSeconds: 20 } },
    },
  ],
}

function run(p95: number, cpuSeconds: number, name = 'turns'): ScenarioResult {
  const latency = { count: 0, p50: 0, p95: 0, p99: 0, max: 0 }
  return {
    name,
    what: '',
    runbook: '',
    isComparison: false,
    startedAt: '',
    seconds: 60,
    trouble: [],
    checks: [],
    books: [],
    judgement: undefined,
    charts: [],
    load: {
      iterationsPerSecond: 50,
      iterations: 1000,
      dropped: 0,
      requests: 1000,
      failedRequests: 0,
      failures: [],
      requestsMs: { turn: { ...latency, p95 } },
      callsMs: { put: latency, putWrites: latency, getTuple: latency, list: latency },
      host: {
        eventLoopDelayMs: { p50: 0, p99: 0, max: 0 },
        residentMb: { start: 0, end: 0, max: 0 },
        heapMb: { start: 0, end: 0, max: 0 },
        cpuSeconds,
      },
    },
  }
}

it('passes what stays within the bound', () => {
  expect(regressions(BASELINE, { ofReference: 1, results: [run(124, 24)] })).toEqual([])
})

it('names each figure beyond the bound', () => {
  expect(regressions(BASELINE, { ofReference: 1, results: [run(150, 30)] })).toEqual([
    'turns: CPU time of the host an iteration: 20.0 ms before, 30.0 ms now: 1.50 times, more than 1.25',
    'turns: p95 of turn: 100.0 ms before, 150.0 ms now: 1.50 times, more than 1.25',
  ])
})

it('puts both runs on one speed of the machine', () => {
  expect(regressions(BASELINE, { ofReference: 0.5, results: [run(200, 40)] })).toEqual([])
  expect(regressions(BASELINE, { ofReference: 2, results: [run(100, 10)] })).toHaveLength(1)
})

it('leaves out scenarios that the baseline does not have', () => {
  expect(regressions(BASELINE, { ofReference: 1, results: [run(900, 90, 'chat')] })).toEqual([])
})

it('calibrates by the median', () => {
  const { workMs, ofReference } = calibrationOf([REFERENCE_MS, 9999, 2 * REFERENCE_MS])
  expect({ workMs, ofReference }).toEqual({ workMs: 2 * REFERENCE_MS, ofReference: 0.5 })
})
