import { KustoSaver, type KustoClient, type KustoSaverOptions } from '../../src/index.ts'
import { withDatabaseNames } from '../../src/provision/with-database-names.ts'
import { setUpSchema } from '../../src/provision/set-up.ts'
import { LATEST_VIEW, TABLES } from '../../src/tables/schema.ts'
import type { OpenKustoSaver } from './local-saver.ts'
import { openWriteMode } from './write-mode.ts'

export interface ScratchDatabase {
  /** A saver on empty tables; one at a time, because the next one clears them. */
  openEmpty(more?: KustoSaverOptions): Promise<OpenKustoSaver>
  /** Drops everything that it created. */
  drop(): Promise<void>
}

/**
 * A database for many savers, one after another. It must be empty at first, because its rows are
 * cleared again and again.
 */
export async function openScratchDatabase(connect: () => KustoClient): Promise<ScratchDatabase> {
  const client = connect()
  await withDatabaseNames(client, () => refuseUnlessEmpty(client))
  await setUpSchema(client, { provision: true })
  return {
    async openEmpty(more = {}): Promise<OpenKustoSaver> {
      await clear(client)
      const { options, remove } = await openWriteMode()
      const saver = new KustoSaver({ ...options, ...more, client: connect() })
      return {
        saver,
        settle: () => Promise.resolve(),
        async close(): Promise<void> {
          await saver.end()
          await remove()
        },
      }
    },
    async drop(): Promise<void> {
      await client.command({ text: `.drop materialized-view ${LATEST_VIEW.name}` })
      for (const { name } of TABLES) await client.command({ text: `.drop table ${name}` })
      await client.close()
    },
  }
}

async function refuseUnlessEmpty(client: KustoClient): Promise<void> {
  const tables = await client.command({ text: '.show tables' })
  if (tables.rows.length === 0) return
  await client.close()
  throw new Error(
    `The database has ${tables.rows.length} tables; the suite clears and drops tables, so give it an empty one`,
  )
}

async function clear(client: KustoClient): Promise<void> {
  for (const { name } of TABLES) await client.command({ text: `.clear table ${name} data` })
  await client.command({ text: `.clear materialized-view ${LATEST_VIEW.name} data` })
}
