/**
 * Azure Data Explorer or a Fabric Eventhouse, with the identity from the environment: managed
 * identity, workload identity, `az login`.
 */
import { KustoSaver } from '../src/index.ts'

/**
 * Connects at the first call. `DefaultAzureCredential` is the default; the identity needs Database
 * Viewer and Database Ingestor.
 *
 * @param url - `https://name.region.kusto.windows.net/Database`
 */
export function azureSaver(url: string): KustoSaver {
  return KustoSaver.fromConnString(url)
}

/** Uses one specific identity: a user-assigned managed identity. */
export function managedIdentitySaver(url: string, clientId: string): KustoSaver {
  return KustoSaver.fromConnString(url, { auth: { kind: 'managedIdentity', clientId } })
}

const url = process.env['KUSTO_URL']
if (url !== undefined) {
  await using saver = azureSaver(url)
  // checks only; to create what is missing: npx langgraph-kusto provision --connection <url>
  await saver.setup()
  for await (const { config } of saver.list({ configurable: {} }, { limit: 5 })) {
    console.log(config.configurable)
  }
}
