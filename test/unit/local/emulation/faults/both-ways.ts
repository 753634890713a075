import { afterEach, vi } from 'vitest'
import { connectKusto } from '../../../../../src/kusto/connect.ts'
import type { KustoClient } from '../../../../../src/kusto/kusto-client.ts'
import { resolveEndpoint } from '../../../../../src/kusto/connection/kusto-endpoint.ts'
import { LocalKusto, type LocalKustoOptions } from '../../../../../src/local/index.ts'
import { createTable } from '../../engine/opened.ts'

/** A local Kusto with table T (id:string, n:long), and a client in process or over HTTP. */
export interface Opened {
  readonly kusto: LocalKusto
  readonly url: string
  readonly client: KustoClient
}

export type Way = 'in process' | 'over HTTP'
export const WAYS: readonly Way[] = ['in process', 'over HTTP']

const opened: Opened[] = []

afterEach(async () => {
  for (const { client, kusto } of opened.splice(0)) {
    await client.close()
    await kusto.close()
  }
})

export async function openBy(way: Way, options: LocalKustoOptions = {}): Promise<Opened> {
  const kusto = await LocalKusto.open({ database: 'db1', ...options })
  await createTable(kusto.client(), 'T', 'id:string, n:long')
  const { url } = await kusto.listen()
  const client = way === 'in process' ? kusto.client() : connectKusto(resolveEndpoint(`${url}/db1`))
  const one = { kusto, url, client }
  opened.push(one)
  return one
}

export async function ingest(client: KustoClient, ...ids: readonly string[]): Promise<void> {
  const body = Buffer.from(ids.map((id) => JSON.stringify({ id, n: 1 })).join('\n'))
  await client.ingest({ table: 'T', mapping: 'm', body })
}

/** Ids as a query sees them, with duplicates. */
export async function idsOf(kusto: LocalKusto): Promise<unknown[]> {
  const [table] = await kusto
    .client()
    .query({ text: 'T | order by id asc | project id', parameters: {} })
  return table?.rows.map(([id]) => id) ?? []
}

/** Returns a promise's rejection; fails if it resolves. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const value = await promise.then(
    () => 'it did not reject',
    (error: unknown) => error,
  )
  if (value instanceof Error) return value
  throw new Error(String(value))
}

/** Waits for a condition; loading the SDKs on a busy machine takes seconds. */
export async function until(check: () => void | Promise<void>): Promise<void> {
  await vi.waitFor(check, { timeout: 20_000 })
}
