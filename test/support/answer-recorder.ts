import type { KustoQuery, KustoTable } from '../../src/kusto/kusto-client.ts'
import { CountingClient } from './counting-client.ts'

/** Keeps the answer of each query. */
export class AnswerRecorder extends CountingClient {
  readonly answers: (readonly KustoTable[])[] = []

  override async query(request: KustoQuery): Promise<readonly KustoTable[]> {
    const tables = await super.query(request)
    this.answers.push(tables)
    return tables
  }

  /** Leaves the recorded client open. */
  override close(): Promise<void> {
    return Promise.resolve()
  }
}
