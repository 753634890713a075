import type * as KustoData from 'azure-kusto-data'
import type { AppCertificate, DeviceCode, KustoAuth, TokenCredential } from './kusto-auth.ts'
import type { KustoEndpoint } from './kusto-endpoint.ts'
import { PACKAGE_VERSION } from '../../package-version.generated.ts'

type Sdk = typeof KustoData
type Builder = KustoData.KustoConnectionStringBuilder

/**
 * Builds the SDK's description of an endpoint. Passes secrets by its methods, because its parser
 * would cut them at `=`.
 */
export async function connectionBuilder(sdk: Sdk, endpoint: KustoEndpoint): Promise<Builder> {
  const builder = await authenticated(sdk, endpoint.clusterUri, endpoint.auth)
  // Without this, each request sends Kusto the script's path and the operating system's user name.
  builder.setConnectorDetails(
    'langgraph-checkpoint-kusto',
    PACKAGE_VERSION,
    endpoint.applicationName,
    undefined,
    false,
  )
  return builder
}

async function authenticated(sdk: Sdk, uri: string, auth: KustoAuth): Promise<Builder> {
  const { KustoConnectionStringBuilder: From } = sdk
  switch (auth.kind) {
    case 'none':
      return new From(uri)
    case 'default':
      return From.withTokenCredential(uri, await defaultCredential())
    case 'credential':
      return From.withTokenCredential(uri, auth.credential)
    case 'appKey':
      return From.withAadApplicationKeyAuthentication(uri, auth.clientId, auth.key, auth.tenantId)
    case 'appCertificate':
      return withCertificate(sdk, uri, auth)
    case 'managedIdentity':
      return auth.clientId === undefined
        ? From.withSystemManagedIdentity(uri)
        : From.withUserManagedIdentity(uri, auth.clientId)
    case 'azureCli':
      return From.withAzLoginIdentity(uri, auth.tenantId)
    case 'accessToken':
      return From.withAccessToken(uri, auth.token)
    case 'tokenProvider':
      return From.withTokenProvider(uri, auth.getToken)
    case 'deviceCode':
      return From.withAadDeviceAuthentication(uri, auth.tenantId, auth.onCode ?? printCode)
    case 'userPrompt':
      return withPrompt(sdk, uri, auth)
    case 'userPassword':
    default:
      return From.withAadUserPasswordAuthentication(uri, auth.userId, auth.password, auth.tenantId)
  }
}

function withCertificate(sdk: Sdk, uri: string, auth: AppCertificate): Builder {
  return sdk.KustoConnectionStringBuilder.withAadApplicationCertificateAuthentication(
    uri,
    auth.clientId,
    auth.privateKey,
    auth.tenantId,
    auth.sendX5c ?? false,
    auth.path,
  )
}

function withPrompt(sdk: Sdk, uri: string, auth: KustoAuth & { kind: 'userPrompt' }): Builder {
  const options = {
    ...(auth.tenantId === undefined ? {} : { tenantId: auth.tenantId }),
    ...(auth.loginHint === undefined ? {} : { loginHint: auth.loginHint }),
  }
  const builder = sdk.KustoConnectionStringBuilder.withUserPrompt(uri)
  // withUserPrompt ignores its options (azure-kusto-data 7.0.4, connectionBuilder.ts).
  builder.interactiveCredentialOptions = options
  return builder
}

async function defaultCredential(): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import('@azure/identity')
  return new DefaultAzureCredential()
}

function printCode(code: DeviceCode): void {
  process.stdout.write(`${code.message}\n`)
}
