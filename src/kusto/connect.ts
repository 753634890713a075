import type { KustoClient } from './kusto-client.ts'
import type { SignInListener } from './watch-sign-ins.ts'
import type { KustoEndpoint } from './connection/kusto-endpoint.ts'
import { LazyClient } from './lazy-client.ts'
import { openQueuedUpload } from './open-queued-upload.ts'

/**
 * Creates a client on the Azure SDK. Loads and connects at the first request: importing the SDK
 * takes over half a second, which a process that never reaches Kusto should not pay.
 */
export function connectKusto(endpoint: KustoEndpoint): LazyClient {
  return new LazyClient((onSignIn) => openSdkClient(endpoint, onSignIn))
}

async function openSdkClient(
  endpoint: KustoEndpoint,
  onSignIn: SignInListener,
): Promise<KustoClient> {
  const [sdk, { connectionBuilder }, { SdkClient }] = await Promise.all([
    import('azure-kusto-data'),
    import('./connection/connection-builder.ts'),
    import('./sdk-client.ts'),
  ])
  const builder = await connectionBuilder(sdk, endpoint)
  return new SdkClient(sdk, builder, endpoint.database, {
    openUpload: () => openQueuedUpload(endpoint),
    onSignIn,
  })
}
