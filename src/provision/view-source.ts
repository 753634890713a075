import type { KustoClient } from '../kusto/kusto-client.ts'
import { LATEST_VIEW } from '../tables/schema.ts'

/** Does the table under the view hold anything? A new view starts empty whatever it holds. */
export async function sourceHasRows(client: KustoClient): Promise<boolean> {
  const text = `${LATEST_VIEW.source} | take 1 | project thread_id`
  const [rows] = await client.query({ text, parameters: {} })
  return (rows?.rows.length ?? 0) > 0
}

/** The same view, filled in the background from the rows that are there. */
export function backfillCommand(createCommand: string): string {
  return createCommand
    .replace('.create ifnotexists', '.create async ifnotexists')
    .replace('with (', 'with (backfill=true, ')
}
