import { connectKusto } from '../../kusto/connect.ts'
import { PinnedClient } from '../../kusto/pinned-client.ts'
import { resolveEndpoint } from '../../kusto/connection/kusto-endpoint.ts'
import { UsageError } from './usage-error.ts'

/** The help text of `--connection`, shared by all commands. */
export const CONNECTION_HELP = `  --connection STRING   Kusto connection string with a database, e.g. https://name.region.kusto.windows.net/Agents
                        (default: the environment variable KUSTO_CONNECTION_STRING)`

/** @throws UsageError without a connection; KustoSaverError `INVALID_OPTION` for an invalid one */
export function connectTo(connection: string | undefined): PinnedClient {
  return new PinnedClient(connectKusto(resolveEndpoint(connectionString(connection))))
}

/** Returns the cluster's address. @throws UsageError, KustoSaverError like {@link connectTo} */
export function clusterUriOf(connection: string | undefined): string {
  return resolveEndpoint(connectionString(connection)).clusterUri
}

/** @throws UsageError */
function connectionString(connection: string | undefined): string {
  const given = connection ?? process.env['KUSTO_CONNECTION_STRING']
  if (given !== undefined && given !== '') return given
  throw new UsageError('pass --connection or set KUSTO_CONNECTION_STRING')
}
