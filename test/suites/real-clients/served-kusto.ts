import { LocalKusto } from '../../../src/local/local-kusto.ts'

export interface ServedKusto {
  readonly kusto: LocalKusto
  readonly url: string
  close(): Promise<void>
}

/** A local Kusto behind HTTP with one table, as network clients see it. */
export async function serveKusto(): Promise<ServedKusto> {
  const kusto = await LocalKusto.open({ database: 'db1' })
  const client = kusto.client()
  for (const text of SETUP) await client.command({ text })
  const { url } = await kusto.listen()
  return { kusto, url, close: () => kusto.close() }
}

const MAPPING = JSON.stringify(
  ['id', 'n', 'at', 'bag'].map((column) => ({ column, Properties: { Path: `$.${column}` } })),
)

const SETUP = [
  '.create table Things (id:string, n:long, at:datetime, bag:dynamic)',
  `.create table Things ingestion json mapping "Things_json" '${MAPPING}'`,
  '.alter table Things policy streamingingestion enable',
]
