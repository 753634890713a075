import { KustoSaverError } from '../../errors.ts'
import type { AppCertificate, KustoAuth } from './kusto-auth.ts'

/** @throws KustoSaverError `INVALID_OPTION` that names the field, never its value */
export function checkAuth(auth: KustoAuth): void {
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
      needText(auth.userId, 'userId')
      return needText(auth.password, 'password')
    default:
      throw invalid('Expected `auth.kind` to be one of the kinds of KustoAuth.')
  }
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
