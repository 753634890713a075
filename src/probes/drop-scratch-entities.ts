import type { KustoClient } from '../kusto/kusto-client.ts'
import { entityName } from '../kusto/literals.ts'
import { show } from '../kusto/show.ts'

/** Drops every view and table whose name begins with the prefix; views first. */
export async function dropScratchEntities(client: KustoClient, prefix: string): Promise<void> {
  const views = await namesOf('.show materialized-views', 'Name')
  for (const view of views) await drop(`.drop materialized-view ${entityName(view)}`)
  const tables = await namesOf('.show tables', 'TableName')
  for (const table of tables) await drop(`.drop table ${entityName(table)} ifexists`)

  async function namesOf(command: string, column: string): Promise<readonly string[]> {
    const rows = await show(client, command)
    return rows.map((row) => String(row[column])).filter((name) => name.startsWith(prefix))
  }

  async function drop(text: string): Promise<void> {
    await client.command({ text })
  }
}
