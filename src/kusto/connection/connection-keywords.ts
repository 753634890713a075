/**
 * Keywords of a connection string with their documented aliases —
 * kusto/api/connection-strings/kusto.md
 */
export type ConnectionKeyword =
  | 'dataSource'
  | 'database'
  | 'federated'
  | 'tenantId'
  | 'userId'
  | 'password'
  | 'clientId'
  | 'key'
  | 'privateKey'
  | 'sendX5c'
  | 'userToken'
  | 'applicationToken'
  | 'applicationName'
  | 'consistency'

const KEYWORDS: Readonly<Record<ConnectionKeyword, readonly string[]>> = {
  dataSource: ['Data Source', 'Addr', 'Address', 'Network Address', 'Server'],
  database: ['Initial Catalog', 'Database'],
  federated: ['AAD Federated Security', 'Federated Security', 'Federated', 'Fed', 'AADFed'],
  tenantId: ['Authority Id', 'AuthorityId', 'Authority', 'TenantId', 'Tenant', 'tid'],
  userId: ['AAD User ID', 'User ID', 'UID', 'User'],
  password: ['Password', 'Pwd'],
  clientId: ['Application Client Id', 'AppClientId'],
  key: ['Application Key', 'AppKey'],
  privateKey: ['Application Certificate PrivateKey'],
  sendX5c: [
    'Application Certificate Send Public Certificate',
    'Application Certificate SendX5c',
    'Application Certificate x5c',
    'SendX5c',
  ],
  userToken: ['User Token', 'UsrToken', 'UserToken'],
  applicationToken: ['Application Token', 'AppToken', 'ApplicationToken'],
  applicationName: ['Application Name for Tracing', 'TraceAppName', 'ApplicationNameForTracing'],
  consistency: ['Query Consistency', 'QueryConsistency'],
}

/** Used by .NET clients and without meaning here. */
const IGNORED = keySet([
  'Accept',
  'Streaming',
  'Uncompressed',
  'Client Version for Tracing',
  'TraceClientVersion',
])

/** Known, but not supported by this package. */
const REFUSED = keySet([
  'Application Certificate Thumbprint',
  'AppCert',
  'Application Certificate Subject Distinguished Name',
  'Application Certificate Subject',
  'Application Certificate Issuer Distinguished Name',
  'Application Certificate Issuer',
  'User Name for Tracing',
  'TraceUserName',
  'Enforce MFA',
  'MFA',
  'EnforceMFA',
  'Namespace',
  'NS',
])

const BY_NAME = new Map<string, ConnectionKeyword>()
for (const [keyword, names] of Object.entries(KEYWORDS)) {
  if (isKeyword(keyword)) for (const name of names) BY_NAME.set(name.toLowerCase(), keyword)
}

/** Keywords are case-insensitive. */
export function keywordOf(name: string): ConnectionKeyword | undefined {
  return BY_NAME.get(name.toLowerCase())
}

export function isIgnored(name: string): boolean {
  return IGNORED.has(name.toLowerCase())
}

export function isRefused(name: string): boolean {
  return REFUSED.has(name.toLowerCase())
}

function isKeyword(text: string): text is ConnectionKeyword {
  return text in KEYWORDS
}

function keySet(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()))
}
