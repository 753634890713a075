import type { KustoClient } from './kusto-client.ts'
import type { KustoEndpoint } from './connection/kusto-endpoint.ts'
import { LazyClient } from './lazy-client.ts'
import { openQueuedUpload } from './open-queued-upload.ts'

/**
 * A client on the Azure SDK. Nothing is loaded or connected before the first request: the SDK takes
 * over half a second to import, which a process that never reaches Kusto need not pay.
 */
export function connectKusto(endpoint: KustoEndpoint): KustoClient {
  return new LazyClient(() => openSdkClient(endpoint))
}

async function openSdkClient(endpoint: KustoEndpoint): Promise<KustoClient> {
  const [sdk, { connectionBuilder }, { SdkClient }] = await Promise.all([
    import('azure-kusto-data'),
    import('./connection/connection-builder.ts'),
    import('./sdk-client.ts'),
  ])
  const builder = await connectionBuilder(sdk, endpoint)
  return new SdkClient(sdk, builder, endpoint.database, {
    openUpload: () => openQueuedUpload(endpoint),
  })
}
