import { CHECKPOINTS, WRITES } from '../../../src/tables/schema.ts'
import type { KustoClient } from '../../../src/kusto/kusto-client.ts'

/** Distinct ones: a row that was delivered twice, or stored in pieces, counts once. */
export interface KustoRows {
  readonly checkpoints: number
  readonly writes: number
}

/** Far more than the local Kusto takes for the rows of half an hour of load. */
const TIMEOUT_MS = 120_000

export async function countRows(client: KustoClient): Promise<KustoRows> {
  return {
    checkpoints: await countDistinct(client, CHECKPOINTS.name, [
      'thread_id',
      'checkpoint_ns',
      'checkpoint_id',
    ]),
    writes: await countDistinct(client, WRITES.name, [
      'thread_id',
      'checkpoint_ns',
      'checkpoint_id',
      'task_id',
      'idx',
    ]),
  }
}

export function rowsSince(before: KustoRows, after: KustoRows): KustoRows {
  return {
    checkpoints: after.checkpoints - before.checkpoints,
    writes: after.writes - before.writes,
  }
}

async function countDistinct(
  client: KustoClient,
  table: string,
  key: readonly string[],
): Promise<number> {
  // exact, which dcount() is not
  const text = `${table} | summarize by ${key.join(', ')} | count`
  const [answer] = await client.query({ text, parameters: {}, timeoutMs: TIMEOUT_MS })
  const count = answer?.rows[0]?.[0]
  if (typeof count === 'number') return count
  throw new Error(`Kusto answered no count to: ${text}`)
}
