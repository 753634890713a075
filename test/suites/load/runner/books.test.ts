import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LedgerAnswer } from '../../../../load/http-api.ts'
import { describeBook, isBalanced } from '../../../../load/runner/books/book.ts'
import { saverBooks, type AllCounts } from '../../../../load/runner/books/saver-books.ts'
import { saverReading } from '../../../../load/runner/metrics/saver-reading.ts'

const NONE = { put: 0, putWrites: 0, getTuple: 0, list: 0 }
const LATENCY = { p50: 0, p95: 0, p99: 0, max: 0, count: 0 }

function ledger(calls: LedgerAnswer['calls'], failed: LedgerAnswer['failed'] = NONE): LedgerAnswer {
  return {
    calls,
    failed,
    latencyMs: { put: LATENCY, putWrites: LATENCY, getTuple: LATENCY, list: LATENCY },
    eventLoopDelayMs: { p50: 0, p99: 0, max: 0 },
    samples: [],
    cpuSeconds: 0,
  }
}

/** Two hosts that have each run one turn. */
function whole(): AllCounts {
  const calls = { put: 5, putWrites: 5, getTuple: 1, list: 0 }
  return {
    promised: {
      calls: { put: 10, putWrites: 10, getTuple: 2, list: 0 },
      checkpoints: 10,
      writes: 20,
    },
    ledgers: [ledger(calls), ledger(calls)],
    metrics: { ...saverReading([]), calls: { put: 10, putWrites: 10, getTuple: 2, list: 0 } },
    settled: [{ queueRows: 0, overlayRows: 0, lagSeconds: 0 }],
    rows: { checkpoints: 10, writes: 20 },
  }
}

function offBooks(counts: AllCounts): string[] {
  return saverBooks(counts)
    .filter((book) => !isBalanced(book))
    .map(describeBook)
}

test('equal counts balance, also over several hosts', () => {
  expect(offBooks(whole())).toEqual([])
})

test('reports how many writes Kusto lacks', () => {
  expect(offBooks({ ...whole(), rows: { checkpoints: 10, writes: 17 } })).toEqual([
    'pending writes: k6 asked for 20, Kusto has 17 (3 too few)',
  ])
})

test('names each side with a different count', () => {
  const { metrics } = whole()
  const calls = { ...metrics.calls, put: 12 }
  expect(offBooks({ ...whole(), metrics: { ...metrics, calls } })).toEqual([
    "put calls: k6 asked for 10, the host made 10, the saver's metrics say 12 (2 too many)",
  ])
})

test('failed calls and unsent rows are off balance', () => {
  const [first] = whole().ledgers
  const counts = {
    ...whole(),
    ledgers: [
      first ?? ledger(NONE),
      ledger({ ...NONE, put: 5, putWrites: 5, getTuple: 1 }, { ...NONE, list: 1 }),
    ],
    settled: [{ queueRows: 0, overlayRows: 4, lagSeconds: 1.5 }],
  }
  expect(offBooks(counts)).toEqual([
    "failed calls: allowed 0, the host saw 1 (1 too many), the saver's metrics say 0",
    'rows in the overlay: at rest 0, the host still has 4 (4 too many)',
    'seconds of lag: at rest 0, the host still has 1.5 (1.5 too many)',
  ])
})

test('a book balances exactly if none of its entries is off', () => {
  const count = fc.record({ source: fc.constant('x'), count: fc.nat(3) })
  fc.assert(
    fc.property(count, fc.array(count), (expected, others) => {
      const book = { name: 'n', counts: [expected, ...others] as const }
      expect(isBalanced({ ...book, counts: [expected, ...others] })).toBe(
        !/too (?:few|many)/.test(describeBook({ ...book, counts: [expected, ...others] })),
      )
    }),
  )
})
