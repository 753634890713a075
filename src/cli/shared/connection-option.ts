import { connectKusto } from '../../kusto/connect.ts'
import { PinnedClient } from '../../kusto/pinned-client.ts'
import { resolveEndpoint } from '../../kusto/connection/kusto-endpoint.ts'
import { UsageError } from './command.ts'

/** What `--connection` is, for the help of each command that has it. */
export const CONNECTION_HELP = `  --connection STRING   Kusto connection string with a database, e.g. https://name.region.kusto.windows.net/Agents
                        (default: the environment variable KUSTO_CONNECTION_STRING)`

/**
 * @throws UsageError when there is no connection; KustoSaverError `INVALID_OPTION` for one that
 * cannot be read
 */
export function connectTo(connection: string | undefined): PinnedClient {
  return new PinnedClient(connectKusto(resolveEndpoint(connectionString(connection))))
}

/**
 * The address of the cluster in a connection. @throws UsageError, KustoSaverError as
 * {@link connectTo}
 */
export function clusterUriOf(connection: string | undefined): string {
  return resolveEndpoint(connectionString(connection)).clusterUri
}

/** @throws UsageError */
function connectionString(connection: string | undefined): string {
  const given = connection ?? process.env['KUSTO_CONNECTION_STRING']
  if (given !== undefined && given !== '') return given
  throw new UsageError('pass --connection or set KUSTO_CONNECTION_STRING')
}
