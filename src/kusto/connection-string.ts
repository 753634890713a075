import { KustoSaverError } from '../errors.ts'

/** Every keyword that this package understands, by the names Kusto gives it — kusto/api/connection-strings/kusto.md */
const KEYWORDS = {
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
} as const satisfies Record<string, readonly string[]>

/** Understood by .NET clients and without meaning here. */
const IGNORED = [
  'Accept',
  'Streaming',
  'Uncompressed',
  'Client Version for Tracing',
  'TraceClientVersion',
]

/** Known, but nothing that Node could do. */
const REFUSED = [
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
]

export type ConnectionKeyword = keyof typeof KEYWORDS
export type ConnectionProperties = Readonly<Partial<Record<ConnectionKeyword, string>>>

/**
 * Reads `name=value;…`, a value with `;` or quotes in double quotes, optionally led by a URI.
 * Ours rather than the SDK's, which cuts values at the second `=` (`ab==` becomes `ab`).
 * No error shows any part of the text that may be a secret: parts are told by their position.
 *
 * @throws KustoSaverError `INVALID_OPTION`
 */
export function parseConnectionString(text: string): ConnectionProperties {
  const properties: Partial<Record<ConnectionKeyword, string>> = {}
  splitParts(text).forEach((part, index) => {
    const property = readPart(part, index)
    if (property === undefined) return
    if (properties[property.keyword] !== undefined) {
      throw invalid(`Part ${index + 1} of the connection string repeats '${property.name}'.`)
    }
    properties[property.keyword] = property.value
  })
  return properties
}

interface Property {
  readonly keyword: ConnectionKeyword
  readonly name: string
  readonly value: string
}

function readPart(part: string, index: number): Property | undefined {
  if (part.trim() === '') return undefined
  const at = part.indexOf('=')
  if (index === 0 && (at === -1 || /^\s*https?:\/\//i.test(part))) {
    return { keyword: 'dataSource', name: 'Data Source', value: part.trim() }
  }
  if (at === -1) throw invalid(`Part ${index + 1} of the connection string has no '='.`)
  const name = part.slice(0, at).trim()
  if (isOneOf(IGNORED, name)) return undefined
  if (isOneOf(REFUSED, name)) throw invalid(`The connection string's '${name}' is not supported.`)
  const keyword = keywordOf(name)
  if (keyword === undefined) {
    throw invalid(
      `Part ${index + 1} of the connection string has an unknown keyword. ` +
        `A value with ';' in it stands in double quotes.`,
    )
  }
  return { keyword, name, value: unquote(part.slice(at + 1).trim(), index) }
}

function keywordOf(name: string): ConnectionKeyword | undefined {
  return CONNECTION_KEYWORDS.find((keyword) => isOneOf(KEYWORDS[keyword], name))
}

const CONNECTION_KEYWORDS: readonly ConnectionKeyword[] = [
  'dataSource',
  'database',
  'federated',
  'tenantId',
  'userId',
  'password',
  'clientId',
  'key',
  'privateKey',
  'sendX5c',
  'userToken',
  'applicationToken',
  'applicationName',
  'consistency',
]

function isOneOf(names: readonly string[], name: string): boolean {
  return names.some((known) => known.toLowerCase() === name.toLowerCase())
}

/** Splits at `;` outside quotes that begin a value. */
function splitParts(text: string): string[] {
  return text.match(/(?:[^;="']|=\s*"(?:[^"]|"")*"|=\s*'(?:[^']|'')*'|[="'])+/g) ?? []
}

function unquote(value: string, index: number): string {
  const quote = value[0]
  if (quote !== '"' && quote !== "'") return value
  if (value.length < 2 || !value.endsWith(quote)) {
    throw invalid(`Part ${index + 1} of the connection string has a quote that does not close.`)
  }
  return value.slice(1, -1).replaceAll(quote + quote, quote)
}

function invalid(message: string): KustoSaverError {
  return new KustoSaverError('INVALID_OPTION', message)
}
