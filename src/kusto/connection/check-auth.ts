import { KustoSaverError } from '../../errors.ts'
import { nearestName } from '../../nearest-name.ts'
import { shownValue } from '../../shown-value.ts'
import type { AppCertificate, KustoAuth } from './kusto-auth.ts'

/** What each kind may have besides `kind`. */
const FIELDS: Readonly<Record<KustoAuth['kind'], readonly string[]>> = {
  none: [],
  default: [],
  azureCli: ['tenantId'],
  managedIdentity: ['clientId'],
  credential: ['credential'],
  accessToken: ['token'],
  tokenProvider: ['getToken'],
  appKey: ['clientId', 'key', 'tenantId'],
  appCertificate: ['clientId', 'privateKey', 'path', 'tenantId', 'sendX5c'],
  deviceCode: ['tenantId', 'onCode'],
  userPrompt: ['tenantId', 'loginHint'],
  userPassword: ['userId', 'password', 'tenantId'],
}

/** @throws KustoSaverError `INVALID_OPTION` that names the field, never its value */
export function checkAuth(auth: KustoAuth): void {
  checkFields(auth)
  switch (auth.kind) {
    case 'none':
    case 'default':
    case 'azureCli':
    case 'deviceCode':
    case 'userPrompt':
      return
    case 'managedIdentity':
      if (auth.clientId !== undefined) needText(auth.clientId, 'clientId')
      return
    case 'credential':
      return needFunction(typeof auth.credential?.getToken, 'credential.getToken')
    case 'tokenProvider':
      return needFunction(typeof auth.getToken, 'getToken')
    case 'accessToken':
      return needText(auth.token, 'token')
    case 'appKey':
      needText(auth.clientId, 'clientId')
      return needText(auth.key, 'key')
    case 'appCertificate':
      return checkCertificate(auth)
    case 'userPassword':
    default:
      needText(auth.userId, 'userId')
      return needText(auth.password, 'password')
  }
}

/** A misspelt `clientId` of a managed identity would sign in as another identity. */
function checkFields(auth: KustoAuth): void {
  const { kind }: { readonly kind?: unknown } = Object(auth)
  const [, fields] = Object.entries(FIELDS).find(([name]) => name === kind) ?? []
  if (fields === undefined) {
    throw invalid(
      `Expected \`auth.kind\` to be one of ${Object.keys(FIELDS).join(', ')}, got ${shownValue(kind)}.`,
    )
  }
  const unknown = Object.keys(auth).find((name) => name !== 'kind' && !fields.includes(name))
  if (unknown === undefined) return
  const nearest = nearestName(unknown, fields)
  const wayOut =
    nearest === undefined ? `It has ${listed(fields)}.` : `Did you mean \`${nearest}\`?`
  throw invalid(`\`auth\` of kind '${String(kind)}' has no field \`${unknown}\`. ${wayOut}`)
}

function listed(fields: readonly string[]): string {
  return ['kind', ...fields].map((name) => `\`${name}\``).join(', ')
}

function checkCertificate({ clientId, privateKey, path }: AppCertificate): void {
  needText(clientId, 'clientId')
  if ((privateKey === undefined) === (path === undefined)) {
    throw invalid('Expected either `auth.privateKey` or `auth.path` for the certificate.')
  }
  needText(privateKey ?? path, privateKey === undefined ? 'path' : 'privateKey')
}

function needText(value: unknown, name: string): void {
  if (typeof value === 'string' && value.trim() !== '') return
  throw invalid(`Expected \`auth.${name}\` to be a non-empty string.`)
}

function needFunction(seenType: string, name: string): void {
  if (seenType === 'function') return
  throw invalid(`Expected \`auth.${name}\` to be a function.`)
}

function invalid(message: string): KustoSaverError {
  return new KustoSaverError('INVALID_OPTION', message)
}
