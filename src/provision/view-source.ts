import type { KustoClient } from '../kusto/kusto-client.ts'
import { LATEST_VIEW } from '../tables/schema.ts'

/** Whether the view's source holds rows. A new view starts empty whatever it holds. */
export function sourceHasRows(client: KustoClient): Promise<boolean> {
  return holdsRows(client, LATEST_VIEW.source)
}

export async function holdsRows(client: KustoClient, table: string): Promise<boolean> {
  // names no column, because any may have been renamed
  const [counts] = await client.query({ text: `${table} | take 1 | count`, parameters: {} })
  return Number(counts?.rows[0]?.[0] ?? 0) > 0
}

/** The same view, filled in the background from existing rows. */
export function backfillCommand(createCommand: string): string {
  return createCommand
    .replace('.create ifnotexists', '.create async ifnotexists')
    .replace('with (', 'with (backfill=true, ')
}
