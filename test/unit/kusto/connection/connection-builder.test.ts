import * as sdk from 'azure-kusto-data'
import { describe, expect, it } from 'vitest'
import { connectionBuilder } from '../../../../src/kusto/connection/connection-builder.ts'
import type { KustoAuth } from '../../../../src/kusto/connection/kusto-auth.ts'

const clusterUri = 'https://c.kusto.windows.net'
const build = (auth: KustoAuth) =>
  connectionBuilder(sdk, { clusterUri, database: 'Db', auth, applicationName: 'my app' })
const getToken = () => Promise.resolve('t')
const credential = { getToken: () => Promise.resolve(null) }
const onCode = () => undefined

describe('connectionBuilder', () => {
  const cases: [auth: KustoAuth, expected: object][] = [
    [{ kind: 'credential', credential }, { tokenCredential: credential }],
    [
      { kind: 'appKey', clientId: 'i', key: 'a=b==;c', tenantId: 't' },
      { applicationClientId: 'i', applicationKey: 'a=b==;c', authorityId: 't' },
    ],
    [
      { kind: 'appCertificate', clientId: 'i', privateKey: 'PEM', sendX5c: true },
      { applicationCertificatePrivateKey: 'PEM', applicationCertificateSendX5c: true },
    ],
    [
      { kind: 'appCertificate', clientId: 'i', path: '/c.pem' },
      { applicationCertificatePath: '/c.pem', applicationCertificateSendX5c: false },
    ],
    [{ kind: 'managedIdentity' }, { useManagedIdentityAuth: true, msiClientId: undefined }],
    [{ kind: 'managedIdentity', clientId: 'i' }, { msiClientId: 'i' }],
    [
      { kind: 'azureCli', tenantId: 't' },
      { useAzLoginAuth: true, authorityId: 't' },
    ],
    [{ kind: 'accessToken', token: 'a.b==' }, { accessToken: 'a.b==' }],
    [{ kind: 'tokenProvider', getToken }, { tokenProvider: getToken }],
    [
      { kind: 'deviceCode', onCode },
      { useDeviceCodeAuth: true, deviceCodeCallback: onCode },
    ],
    [
      { kind: 'userPrompt', tenantId: 't', loginHint: 'me' },
      { useUserPromptAuth: true, interactiveCredentialOptions: { tenantId: 't', loginHint: 'me' } },
    ],
    [
      { kind: 'userPassword', userId: 'u', password: 'p=;' },
      { aadUserId: 'u', password: 'p=;' },
    ],
  ]

  it.each(cases)('passes %o to the SDK unchanged', async (auth, expected) => {
    const builder = await build(auth)
    expect(builder).toMatchObject({ dataSource: clusterUri, ...expected })
  })

  it('uses the default credential of @azure/identity', async () => {
    const { tokenCredential } = await build({ kind: 'default' })
    expect(tokenCredential?.constructor.name).toBe('DefaultAzureCredential')
  })

  it('sends Kusto the application and its version, but no user', async () => {
    const { applicationNameForTracing, userNameForTracing } = await build({ kind: 'none' })
    expect(applicationNameForTracing).toMatch(
      /^Kusto\.langgraph-checkpoint-kusto:\{\d+\.\d+\.\d+\}\|App\.\{my_app\}/,
    )
    expect(userNameForTracing).toBe('[none]')
  })
})
