import { expect, test } from 'vitest'
import {
  parseK6Summary,
  promisedCounts,
  thresholdChecks,
} from '../../../../load/runner/k6/k6-summary.ts'

const SUMMARY = JSON.stringify({
  metrics: {
    'http_req_duration{op:turn}': {
      type: 'trend',
      values: { avg: 300.123, 'p(95)': 612.3456 },
      thresholds: { 'p(95)<500': { ok: false } },
    },
    checks: { values: { rate: 1, passes: 9, fails: 0 }, thresholds: { 'rate==1': { ok: true } } },
    saver_puts: { values: { count: 50, rate: 5 } },
    rows_writes: { values: { count: 100, rate: 10 } },
  },
})

test('reports each threshold with the measured value', () => {
  expect(thresholdChecks(parseK6Summary(SUMMARY))).toEqual([
    { name: 'http_req_duration{op:turn}: p(95)<500', isMet: false, seen: 'p(95) 612.3' },
    { name: 'checks: rate==1', isMet: true, seen: 'rate 1' },
  ])
})

test('is 0 for metrics that k6 never counted', () => {
  expect(promisedCounts(parseK6Summary(SUMMARY))).toEqual({
    calls: { put: 50, putWrites: 0, getTuple: 0, list: 0 },
    checkpoints: 0,
    writes: 100,
  })
})
