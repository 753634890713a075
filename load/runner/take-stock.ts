import { connectKusto } from '../../src/kusto/connect.ts'
import { resolveEndpoint } from '../../src/kusto/connection/kusto-endpoint.ts'
import type { LedgerAnswer } from '../http-api.ts'
import type { Book } from './books/book.ts'
import { countRows, type KustoRows } from './books/kusto-rows.ts'
import { saverBooks } from './books/saver-books.ts'
import { promisedCounts, type K6Summary } from './k6/k6-summary.ts'
import { saverReading } from './metrics/saver-reading.ts'
import type { Stage } from './stage.ts'

export interface Stock {
  /** By host name. */
  readonly ledgers: Readonly<Record<string, LedgerAnswer>>
  readonly books: readonly Book[]
}

export interface StockSetup {
  readonly summary: K6Summary
  readonly runId: string
  readonly isSmoke: boolean
}

/**
 * A local Kusto shows rows at once and a cluster within seconds; rows that take longer will never
 * arrive.
 */
const PATIENCE_MS = 60_000
/** A smoke run of a few seconds leaves little to wait for. */
const SMOKE_PATIENCE_MS = 20_000

/** After the load: waits until nothing is on its way, then collects the counts of every side. */
export async function takeStock(
  { hosts, kustoUrl }: Stage,
  { summary, runId, isSmoke }: StockSetup,
): Promise<Stock> {
  const patienceMs = isSmoke ? SMOKE_PATIENCE_MS : PATIENCE_MS
  const settled = []
  for (const host of hosts) settled.push(await host.settle(patienceMs))
  const rows = await rowsIn(kustoUrl, runId)
  const ledgers: Record<string, LedgerAnswer> = {}
  for (const host of hosts) ledgers[host.child.name] = await host.ledger()
  const pages = await Promise.all(hosts.map(async (host) => host.metrics()))
  const books = saverBooks({
    promised: promisedCounts(summary),
    ledgers: Object.values(ledgers),
    metrics: saverReading(pages.flat()),
    settled,
    rows,
  })
  return { ledgers, books }
}

async function rowsIn(kustoUrl: string, runId: string): Promise<KustoRows> {
  const database = process.env['KUSTO_DATABASE']
  const endpoint = resolveEndpoint(kustoUrl, database === undefined ? {} : { database })
  const client = connectKusto(endpoint)
  try {
    return await countRows(client, runId)
  } finally {
    await client.close()
  }
}
