import { connectKusto } from '../../src/kusto/connect.ts'
import { resolveEndpoint } from '../../src/kusto/connection/kusto-endpoint.ts'
import { refuseEmulator } from '../target/refuse-emulator.ts'

/**
 * Somebody's Kusto, which must be one that the load suite may use.
 *
 * @returns its name in reports, without secrets
 * @throws Error for Microsoft's emulator, whose licence forbids benchmarks
 */
export async function checkedKusto(url: string): Promise<string> {
  const database = process.env['KUSTO_DATABASE']
  const endpoint = resolveEndpoint(url, database === undefined ? {} : { database })
  const client = connectKusto(endpoint)
  try {
    await refuseEmulator(client)
  } finally {
    await client.close()
  }
  return `${new URL(endpoint.clusterUri).host}, database ${endpoint.database}`
}
