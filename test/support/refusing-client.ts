import { KustoError } from '../../src/kusto-error.ts'
import type { KustoIngest } from '../../src/kusto/kusto-client.ts'
import { CountingClient } from './counting-client.ts'

/** Rejects rows for some tables permanently. */
export class RefusingClient extends CountingClient {
  refused: readonly string[] = []

  override async ingest(request: KustoIngest): Promise<void> {
    if (!this.refused.includes(request.table)) return super.ingest(request)
    throw new KustoError('refused by the test', {
      code: 'BadRequest',
      status: 400,
      permanent: true,
    })
  }
}
