import { describe, expect, it } from 'vitest'
import { KustoSaverError } from '../../../../src/errors.ts'
import type { KustoAuth } from '../../../../src/kusto/connection/kusto-auth.ts'
import {
  resolveEndpoint,
  type KustoEndpointOptions,
} from '../../../../src/kusto/connection/kusto-endpoint.ts'

const CLUSTER = 'https://c.westeurope.kusto.windows.net'

const refusal = (resolve: () => unknown): string => {
  try {
    resolve()
  } catch (error) {
    expect(error).toBeInstanceOf(KustoSaverError)
    expect(error).toMatchObject({ code: 'INVALID_OPTION', retryable: false })
    return String(error)
  }
  throw new Error('it was not refused')
}

describe('connection strings', () => {
  it.each([
    [`${CLUSTER}/Db;Fed=True`, { kind: 'default' }],
    [`Data Source=${CLUSTER};Initial Catalog=Db;AAD Federated Security=True`, { kind: 'default' }],
    [`server=${CLUSTER}/; database = Db ;`, { kind: 'default' }],
    [`${CLUSTER};Database=Db;Fed=False`, { kind: 'none' }],
    [
      `${CLUSTER};Database=Db;AppClientId=id;AppKey=a=b==;Authority Id=t`,
      { kind: 'appKey', clientId: 'id', key: 'a=b==', tenantId: 't' },
    ],
    [
      `${CLUSTER};Database=Db;Application Client Id=id;Application Key="a;b""c'd="`,
      { kind: 'appKey', clientId: 'id', key: 'a;b"c\'d=' },
    ],
    [
      `${CLUSTER};Database=Db;AppClientId=id;Application Certificate PrivateKey=PEM;SendX5c=true`,
      { kind: 'appCertificate', clientId: 'id', privateKey: 'PEM', sendX5c: true },
    ],
    [`${CLUSTER};Database=Db;Fed=True;UserToken=eyJ.x`, { kind: 'accessToken', token: 'eyJ.x' }],
    [`${CLUSTER};Database=Db;AppToken=eyJ.y`, { kind: 'accessToken', token: 'eyJ.y' }],
    [
      `${CLUSTER};Database=Db;User ID=me@x;Password=p;tid=t`,
      { kind: 'userPassword', userId: 'me@x', password: 'p', tenantId: 't' },
    ],
    [`${CLUSTER};Database=Db;Fed=True;UID=me@x`, { kind: 'userPrompt', loginHint: 'me@x' }],
    [`${CLUSTER};Database=Db;Accept=true;Streaming=true`, { kind: 'default' }],
    [`${CLUSTER};Database=Db;Query Consistency=StrongConsistency`, { kind: 'default' }],
  ])('reads %s', (text, auth) => {
    expect(resolveEndpoint(text)).toEqual({
      clusterUri: CLUSTER,
      database: 'Db',
      auth,
      applicationName: 'langgraph-checkpoint-kusto',
    })
  })

  it('requests no token over plain http', () => {
    expect(resolveEndpoint('http://127.0.0.1:8080/Db').auth).toEqual({ kind: 'none' })
  })

  it('prefers overrides', () => {
    expect(
      resolveEndpoint(`${CLUSTER}/A;Database=B;Fed=True;TraceAppName=string`, {
        database: 'C',
        auth: { kind: 'azureCli' },
        applicationName: 'mine',
      }),
    ).toMatchObject({ database: 'C', auth: { kind: 'azureCli' }, applicationName: 'mine' })
  })

  it('prefers a named database to the path of the URI, which it decodes', () => {
    expect(resolveEndpoint(`${CLUSTER}/A;Database=B`).database).toBe('B')
    expect(resolveEndpoint(`${CLUSTER}/my%20db`).database).toBe('my db')
  })

  it.each([
    ['', "'Data Source'"],
    ['Database=Db', "'Data Source'"],
    [CLUSTER, 'names no database'],
    [`${CLUSTER}; Database = `, 'names no database'],
    ['not a uri;Database=Db', 'must look like https://'],
    ['net.tcp://localhost;Database=Db', 'must look like https://'],
    [`${CLUSTER}/a/b`, 'several segments'],
    [`${CLUSTER}/%E0%A4%A`, 'not valid URL encoding'],
    [
      'https://ingest-c.westeurope.kusto.windows.net/Db',
      'Use the address for queries: https://c.westeurope.kusto.windows.net',
    ],
    [`${CLUSTER}/Db;Authentication=hunter2`, "`auth`: { kind: 'managedIdentity' }"],
    [`${CLUSTER}?db=x;Database=Db`, 'a query or a fragment'],
    ['https://user:hunter2@c.kusto.windows.net/Db', 'credentials'],
    [`${CLUSTER}/Db;Fed=maybe`, 'must be True or False'],
    [`${CLUSTER}/Db;Fed=True;fed=True`, "repeats 'fed'"],
    [`${CLUSTER}/Db;Query Consistency=weakconsistency`, 'strongconsistency'],
    [`${CLUSTER}/Db;AppCert=hunter2`, "'AppCert' is not supported"],
    [`${CLUSTER}/Db;AppClientId=id`, 'neither'],
    [`${CLUSTER}/Db;AppKey=hunter2`, "no 'Application Client Id'"],
    [`${CLUSTER}/Db;Pwd=hunter2`, "no 'User ID'"],
    [`${CLUSTER}/Db;Fed=False;AppClientId=i;AppKey=hunter2`, 'contains a secret but turns'],
    [
      `${CLUSTER}/Db;AppClientId=i;AppKey=abc;hunter2`,
      "Part 4 of the connection string has no '='",
    ],
    [`${CLUSTER}/Db;AppClientId=i;AppKey=abc;hunter2=x`, 'Part 4'],
    [`${CLUSTER}/Db;AppClientId=i;AppKey="hunter2`, 'an unclosed quote'],
    [`${CLUSTER}/Db;AppClientId=i;AppKey=`, '`auth.key`'],
    ['http://kusto.example/Db;AppClientId=i;AppKey=hunter2', 'Expected an https cluster URI'],
  ])('rejects %s with the reason', (text, message) => {
    const shown = refusal(() => resolveEndpoint(text))
    expect(shown).toContain(message)
    expect(shown).not.toContain('hunter2')
  })
})

describe('options', () => {
  const auths: KustoAuth[] = [
    { kind: 'none' },
    { kind: 'default' },
    { kind: 'credential', credential: { getToken: () => Promise.resolve(null) } },
    { kind: 'appKey', clientId: 'i', key: 'k', tenantId: 't' },
    { kind: 'appCertificate', clientId: 'i', path: '/c.pem' },
    { kind: 'managedIdentity' },
    { kind: 'managedIdentity', clientId: 'i' },
    { kind: 'azureCli' },
    { kind: 'accessToken', token: 't' },
    { kind: 'tokenProvider', getToken: () => Promise.resolve('t') },
    { kind: 'deviceCode' },
    { kind: 'userPrompt' },
    { kind: 'userPassword', userId: 'u', password: 'p' },
  ]

  it.each(auths)('accepts $kind', (auth) => {
    expect(resolveEndpoint({ clusterUri: CLUSTER, database: 'Db', auth }).auth).toBe(auth)
  })

  const wrong: [message: string, auth: object][] = [
    ['`auth.kind`', { kind: 'magic' }],
    ['`auth.credential.getToken`', { kind: 'credential' }],
    ['`auth.credential.getToken`', { kind: 'credential', credential: {} }],
    ['`auth.getToken`', { kind: 'tokenProvider', getToken: 'hunter2' }],
    ['`auth.token`', { kind: 'accessToken', token: ' ' }],
    ['`auth.clientId`', { kind: 'appKey', clientId: '', key: 'hunter2' }],
    ['either', { kind: 'appCertificate', clientId: 'i' }],
    ['either', { kind: 'appCertificate', clientId: 'i', path: 'p', privateKey: 'hunter2' }],
    ['`auth.clientId`', { kind: 'managedIdentity', clientId: '' }],
    ['`auth.userId`', { kind: 'userPassword', userId: 1, password: 'hunter2' }],
  ]

  it.each(wrong)('rejects with %s', (message, auth) => {
    // As a caller without types would pass it.
    const options: KustoEndpointOptions = JSON.parse(
      JSON.stringify({ clusterUri: CLUSTER, database: 'Db', auth }),
    )
    const shown = refusal(() => resolveEndpoint(options))
    expect(shown).toContain(message)
    expect(shown).not.toContain('hunter2')
  })

  it('sends no unencrypted token to another machine, but does to this one', () => {
    const auth = { kind: 'accessToken', token: 't' } as const
    const resolve = (host: string) => () =>
      resolveEndpoint({ clusterUri: `http://${host}`, database: 'Db', auth })
    expect(refusal(resolve('kusto'))).toContain('https')
    expect(refusal(resolve('127.0.0.1.evil.example'))).toContain('https')
    for (const host of ['localhost', '127.0.0.1:80', '[::1]:80'])
      expect(resolve(host)()).toBeDefined()
  })
})

describe('callers without types', () => {
  it.each([
    [undefined, 'got undefined'],
    [7, 'got number'],
    [{ uri: CLUSTER, database: 'Db' }, 'got an object without it'],
  ])('get an error that shows the expected form: %j', (source, found) => {
    const text = refusal(() => Reflect.apply(resolveEndpoint, undefined, [source]))
    expect(text).toContain('https://name.region.kusto.windows.net/Database')
    expect(text).toContain(found)
  })
})
