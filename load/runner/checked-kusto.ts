import { connectKusto } from '../../src/kusto/connect.ts'
import { resolveEndpoint } from '../../src/kusto/connection/kusto-endpoint.ts'
import { refuseEmulator } from '../target/refuse-emulator.ts'

/**
 * A Kusto that is somebody's: it must be one that may be put under load.
 *
 * @returns what to call it in reports, without its secrets
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
