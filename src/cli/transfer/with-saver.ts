import type { KustoSaver } from '../../index.ts'
import { connectTo } from '../shared/connection-option.ts'

/** Managed, because a database may take queued ingestion only. */
export async function withSaver(
  connection: string | undefined,
  work: (saver: KustoSaver) => Promise<number>,
): Promise<number> {
  const client = connectTo(connection)
  const { KustoSaver: Saver } = await import('../../index.ts')
  await using saver = new Saver({ client, ingestion: 'managed' })
  return await work(saver)
}
