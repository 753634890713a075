import type { KustoError } from '../kusto-error.ts'

/**
 * The remedy for a cluster with streaming ingestion off (data-explorer/ingest-data-streaming.md).
 */
export const SWITCH_STREAMING_ON: string =
  'Streaming ingestion is off for the whole cluster. Turn it on in the Azure portal, on the cluster’s page, ' +
  "Configurations → Streaming ingestion; or use `ingestion: 'queued'`."

// The first is the answer to streamed rows, a 404 (Azure/azure-kusto-node#170), the last one the
// answer to the command that enables the policy (Azure-Samples/java-on-azure-examples#173).
const SWITCHED_OFF =
  /StreamingIngestion(?:FunctionalityDisabled|DisabledForCluster)|streaming ingestion is not enabled/i

/**
 * Whether Kusto rejected the request because streaming ingestion is off for the cluster, whatever
 * the policies of its tables.
 */
export function isStreamingSwitchedOff({ code, message }: KustoError): boolean {
  return SWITCHED_OFF.test(code) || SWITCHED_OFF.test(message)
}

/**
 * Hosts where streaming ingestion needs no policy: "If you're using Fabric …, streaming ingestion
 * is automatically enabled" (kusto/api/get-started/app-managed-streaming-ingest.md).
 */
export function isStreamingOnByDefault(clusterUri: string | undefined): boolean {
  if (clusterUri === undefined || !URL.canParse(clusterUri)) return false
  return new URL(clusterUri).hostname.endsWith('.kusto.fabric.microsoft.com')
}
