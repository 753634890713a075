import { CHECKPOINTS, WRITES } from '../../../src/tables/schema.ts'
import { stringLiteral } from '../../../src/kusto/literals.ts'
import { KustoError } from '../../../src/kusto-error.ts'
import type { KustoClient, KustoQuery, KustoTable } from '../../../src/kusto/kusto-client.ts'

/** Distinct rows: a row that was delivered twice, or stored in chunks, counts once. */
export interface KustoRows {
  readonly checkpoints: number
  readonly writes: number
}

/** Far longer than the local Kusto needs for the rows of half an hour of load. */
const TIMEOUT_MS = 120_000
/** A Kusto that fails on purpose also fails the runner's queries, but hardly ten in a row. */
const TRIES = 10

/** @param runId - prefix of the run's thread ids; other rows in the database do not count */
export async function countRows(client: KustoClient, runId: string): Promise<KustoRows> {
  return {
    checkpoints: await countDistinct(client, runId, CHECKPOINTS.name, [
      'thread_id',
      'checkpoint_ns',
      'checkpoint_id',
    ]),
    writes: await countDistinct(client, runId, WRITES.name, [
      'thread_id',
      'checkpoint_ns',
      'checkpoint_id',
      'task_id',
      'idx',
    ]),
  }
}

async function countDistinct(
  client: KustoClient,
  runId: string,
  table: string,
  key: readonly string[],
): Promise<number> {
  // exact, unlike dcount()
  const text = `declare query_parameters(runId:string);
${table} | where thread_id startswith_cs runId | summarize by ${key.join(', ')} | count`
  const parameters = { runId: stringLiteral(runId) }
  const [answer] = await asked(client, { text, parameters, timeoutMs: TIMEOUT_MS })
  const count = answer?.rows[0]?.[0]
  if (typeof count === 'number') return count
  throw new Error(`Kusto answered no count to: ${text}`)
}

async function asked(client: KustoClient, query: KustoQuery): Promise<readonly KustoTable[]> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await client.query(query)
    } catch (error) {
      const isPassing = error instanceof KustoError && !error.permanent
      if (!isPassing || tries === TRIES) throw error
    }
  }
}
