import type { KustoSaver } from '../../index.ts'
import { connectTo } from '../arguments/connection-option.ts'

/** Uses managed ingestion, because a database may only accept queued ingestion. */
export async function withSaver(
  connection: string | undefined,
  work: (saver: KustoSaver) => Promise<number>,
): Promise<number> {
  const client = connectTo(connection)
  const { KustoSaver: Saver } = await import('../../index.ts')
  await using saver = new Saver({ client, ingestion: 'managed' })
  return await work(saver)
}
