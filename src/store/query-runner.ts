import { queryError } from '../ingest/classify.ts'
import { withRetry, type RetryPolicy } from '../ingest/retry.ts'
import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import type { KustoClient, KustoTable } from '../kusto/kusto-client.ts'
import type { QueryPlan } from './queries/query-plan.ts'

/** Sends a query, again when that may help, and turns what is left of a failure into the saver's error. */
export class QueryRunner {
  readonly #client: KustoClient
  readonly #retry: RetryPolicy
  readonly #timeoutMs: number

  constructor(client: KustoClient, retry: RetryPolicy, timeoutMs: number) {
    this.#client = client
    this.#retry = retry
    this.#timeoutMs = timeoutMs
  }

  /**
   * @param operation - the saver's method, for errors
   * @throws KustoSaverError `QUERY_REJECTED`, `QUERY_UNAVAILABLE`, `NOT_PROVISIONED`, `CLOSED`
   */
  async run(plan: QueryPlan, operation: string): Promise<readonly KustoTable[]> {
    let attempts = 0
    try {
      return await withRetry(async (attempt) => {
        attempts = attempt
        const tables = await this.#client.query({
          text: plan.text,
          parameters: plan.parameters,
          timeoutMs: this.#timeoutMs,
        })
        return namedInOrder(tables, plan.results)
      }, this.#retry)
    } catch (error) {
      throw queryError(error, { operation, attempts })
    }
  }
}

function namedInOrder(
  tables: readonly KustoTable[],
  names: readonly string[],
): readonly KustoTable[] {
  if (tables.length === names.length) {
    return tables.map((table, index) => ({ ...table, name: names[index] ?? table.name }))
  }
  throw new KustoError(
    `The answer has ${tables.length} result tables where ${names.length} were asked for`,
    { code: CONNECTION_CODES.malformed, permanent: false },
  )
}
