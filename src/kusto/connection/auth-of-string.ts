import { KustoSaverError } from '../../errors.ts'
import type { ConnectionKeyword } from './connection-keywords.ts'
import type { ConnectionProperties } from './connection-string.ts'
import type { KustoAuth } from './kusto-auth.ts'

const SECRETS = ['userToken', 'applicationToken', 'key', 'privateKey', 'password'] as const

/**
 * The authentication that a connection string names, in the order of Kusto's documentation
 * (kusto/api/connection-strings/kusto.md); undefined if it names none. `Fed=True` alone means the
 * user who runs the process.
 */
export function authOfString(properties: ConnectionProperties): KustoAuth | undefined {
  const federated = readBoolean(properties, 'federated', 'AAD Federated Security')
  if (federated === false) return noAuth(properties)
  const { userToken, applicationToken, clientId, userId } = properties
  const token = userToken ?? applicationToken
  if (token !== undefined) return { kind: 'accessToken', token }
  if (clientId !== undefined) return application(clientId, properties)
  if (userId !== undefined) return person(userId, properties)
  refuseLonelySecret(properties)
  return federated === true ? { kind: 'default' } : undefined
}

function noAuth(properties: ConnectionProperties): KustoAuth {
  if (SECRETS.some((keyword) => properties[keyword] !== undefined)) {
    throw invalid("The connection string contains a secret but turns 'AAD Federated Security' off.")
  }
  return { kind: 'none' }
}

function application(clientId: string, properties: ConnectionProperties): KustoAuth {
  const { key, privateKey, tenantId } = properties
  const tenant = tenantId === undefined ? {} : { tenantId }
  if (key !== undefined) return { kind: 'appKey', clientId, key, ...tenant }
  if (privateKey === undefined) {
    throw invalid(
      "The connection string has an 'Application Client Id' but neither 'Application Key' nor 'Application Certificate PrivateKey'.",
    )
  }
  const sendX5c = readBoolean(properties, 'sendX5c', 'SendX5c') ?? false
  return { kind: 'appCertificate', clientId, privateKey, sendX5c, ...tenant }
}

function person(userId: string, { password, tenantId }: ConnectionProperties): KustoAuth {
  const tenant = tenantId === undefined ? {} : { tenantId }
  if (password === undefined) return { kind: 'userPrompt', loginHint: userId, ...tenant }
  return { kind: 'userPassword', userId, password, ...tenant }
}

function refuseLonelySecret(properties: ConnectionProperties): void {
  if (properties.key !== undefined || properties.privateKey !== undefined) {
    throw invalid(
      "The connection string has an application's secret but no 'Application Client Id'.",
    )
  }
  if (properties.password !== undefined) {
    throw invalid("The connection string has a 'Password' but no 'User ID'.")
  }
}

function readBoolean(
  properties: ConnectionProperties,
  keyword: ConnectionKeyword,
  name: string,
): boolean | undefined {
  const text = properties[keyword]?.toLowerCase()
  if (text === undefined) return undefined
  if (text === 'true' || text === 'false') return text === 'true'
  throw invalid(`The connection string's '${name}' must be True or False.`)
}

function invalid(message: string): KustoSaverError {
  return new KustoSaverError('INVALID_OPTION', message)
}
