import type { LedgerAnswer, SaverCall, SettleAnswer } from '../../http-api.ts'
import { SAVER_CALLS, type SaverReading } from '../metrics/saver-reading.ts'
import type { Book } from './book.ts'
import type { KustoRows } from './kusto-rows.ts'

/** The expected effects of k6's requests, as counted by k6. */
export interface PromisedCounts {
  readonly calls: Readonly<Record<SaverCall, number>>
  readonly checkpoints: number
  readonly writes: number
}

export interface AllCounts {
  readonly promised: PromisedCounts
  readonly ledgers: readonly LedgerAnswer[]
  readonly metrics: SaverReading
  readonly settled: readonly SettleAnswer[]
  /** Rows that this run stored in Kusto. */
  readonly rows: KustoRows
}

const ROUTE = {
  put: 'put calls',
  putWrites: 'putWrites calls',
  getTuple: 'getTuple calls',
  list: 'list calls',
} as const satisfies Record<SaverCall, string>

/**
 * Four sides that count independently: k6, the host around the saver, the saver's telemetry, and
 * the rows in Kusto.
 */
export function saverBooks({ promised, ledgers, metrics, settled, rows }: AllCounts): Book[] {
  const calls = SAVER_CALLS.map((call): Book => ({
    name: ROUTE[call],
    counts: [
      { source: 'k6 asked for', count: promised.calls[call] },
      { source: 'the host made', count: sum(ledgers, (ledger) => ledger.calls[call]) },
      { source: "the saver's metrics say", count: metrics.calls[call] },
    ],
  }))
  return [
    ...calls,
    {
      name: 'failed calls',
      counts: [
        { source: 'allowed', count: 0 },
        { source: 'the host saw', count: sum(ledgers, ({ failed }) => total(failed)) },
        { source: "the saver's metrics say", count: total(metrics.failed) },
      ],
    },
    {
      name: 'checkpoints',
      counts: [
        { source: 'k6 asked for', count: promised.checkpoints },
        { source: 'Kusto has', count: rows.checkpoints },
      ],
    },
    {
      name: 'pending writes',
      counts: [
        { source: 'k6 asked for', count: promised.writes },
        { source: 'Kusto has', count: rows.writes },
      ],
    },
    ...atRest(settled),
  ]
}

function atRest(settled: readonly SettleAnswer[]): Book[] {
  const rest = (name: string, left: (answer: SettleAnswer) => number): Book => ({
    name,
    counts: [
      { source: 'at rest', count: 0 },
      { source: 'the host still has', count: sum(settled, left) },
    ],
  })
  return [
    rest('rows in the queue', ({ queueRows }) => queueRows),
    rest('rows in the overlay', ({ overlayRows }) => overlayRows),
    rest('seconds of lag', ({ lagSeconds }) => lagSeconds),
  ]
}

function total(counts: Readonly<Record<SaverCall, number>>): number {
  return sum(SAVER_CALLS, (call) => counts[call])
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((all, item) => all + value(item), 0)
}
