import { KustoSaver, type KustoClient } from '../../src/index.ts'
import { connectKusto } from '../../src/kusto/connect.ts'
import { resolveEndpoint } from '../../src/kusto/kusto-endpoint.ts'
import { LATEST_VIEW, TABLES } from '../../src/store/schema.ts'
import type { OpenKustoSaver } from './local-saver.ts'

export interface ScratchDatabase {
  /** A saver on tables without rows. */
  openEmpty(): Promise<OpenKustoSaver>
  /** Drops what was created. */
  drop(): Promise<void>
}

/** A database elsewhere for tests: it must be empty at first, since its rows are cleared again and again. */
export async function openScratchDatabase(url: string): Promise<ScratchDatabase> {
  const client = connectKusto(resolveEndpoint(url))
  await refuseUnlessEmpty(client)
  return {
    async openEmpty(): Promise<OpenKustoSaver> {
      const saver = KustoSaver.fromConnString(url)
      await saver.setup({ provision: true })
      await clear(client)
      return { saver, close: async () => saver.end() }
    },
    async drop(): Promise<void> {
      await client.command({ text: `.drop materialized-view ${LATEST_VIEW.name}` })
      for (const { name } of TABLES) await client.command({ text: `.drop table ${name} ifexists` })
      await client.close()
    },
  }
}

async function refuseUnlessEmpty(client: KustoClient): Promise<void> {
  const tables = await client.command({ text: '.show tables' })
  if (tables.rows.length === 0) return
  await client.close()
  throw new Error(
    `KUSTO_URL names a database with ${tables.rows.length} tables; the suite clears and drops tables, so give it an empty one`,
  )
}

async function clear(client: KustoClient): Promise<void> {
  for (const { name } of TABLES) await client.command({ text: `.clear table ${name} data` })
  await client.command({ text: `.clear materialized-view ${LATEST_VIEW.name} data` })
}
