import {
  AggregateAuthenticationError,
  AuthenticationError,
  AuthenticationRequiredError,
  CredentialUnavailableError,
} from '@azure/identity'
import { describe, expect, it } from 'vitest'
import { readFailure } from '../../../src/kusto/read-failure.ts'

const ofSdk = (inner: unknown): Error =>
  Object.assign(new Error(inner instanceof Error ? inner.message : 'x'), {
    name: 'KustoAuthenticationError',
    inner,
  })
const required = (message: string): Error =>
  new AuthenticationRequiredError({ scopes: ['s'], message })
const unavailable = (message: string, cause?: unknown): Error =>
  new CredentialUnavailableError(message, { cause })
const timedOut = unavailable('ManagedIdentityCredential authentication failed. Message: Timed out')
const noVariables = unavailable(
  'EnvironmentCredential is unavailable. No underlying credential could be used.',
)
const noCli = unavailable('Azure CLI could not be found. Please visit https://aka.ms/azure-cli')
const chain = (...errors: Error[]): Error =>
  new AggregateAuthenticationError(errors, 'ChainedTokenCredential authentication failed.')
const coded = (code: string): Error => Object.assign(new Error('x'), { code })

describe('a transient sign-in failure', () => {
  it.each<[string, unknown]>([
    ['a managed identity that timed out', timedOut],
    ['a chain of which one timed out', chain(noVariables, timedOut, noCli)],
    [
      'an unavailable endpoint',
      unavailable('Attempted to use the IMDS endpoint, but it is not available.'),
    ],
    ['an identity service being updated', new AuthenticationError(410, 'gone')],
    ['an identity service with too much to do', new AuthenticationError(429, 'slow down')],
    ['a broken identity service', new AuthenticationError(503, 'down')],
    [
      'MSAL without a network',
      required(
        'network_error: Network request failed: getaddrinfo EAI_AGAIN login.microsoftonline.com',
      ),
    ],
    [
      'Entra that asks to come later',
      required('temporarily_unavailable: AADSTS90033: A transient error'),
    ],
    [
      'a callback whose fetch failed',
      Object.assign(new TypeError('fetch failed'), { cause: coded('ECONNRESET') }),
    ],
    ['a request that was not sent', coded('REQUEST_SEND_ERROR')],
    [
      'an aborted request',
      Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' }),
    ],
    ['a token that did not come', new Error('Failed to get token from msal')],
    ['something unknown', undefined],
  ])('%s', (_, inner) => {
    expect(readFailure(ofSdk(inner))).toMatchObject({
      code: 'AuthenticationFailed',
      permanent: false,
    })
  })
})

describe('a permanent sign-in failure', () => {
  it.each<[string, unknown]>([
    ['a wrong secret', required('invalid_client: 7000215 - AADSTS7000215: Invalid client secret')],
    [
      'an unknown application',
      required('unauthorized_client: AADSTS700016: Application not found'),
    ],
    ['a grant that is not accepted', required('AADSTS70001: The application is disabled')],
    [
      'an unknown tenant',
      new AuthenticationError(400, {
        error: 'invalid_request',
        error_description: 'AADSTS90002: Tenant not found',
      }),
    ],
    ['an OAuth refusal', required('invalid_grant: the password has expired')],
    [
      'a refusal behind a chain',
      chain(timedOut, required('AADSTS7000222: The client secret keys are expired.')),
    ],
    ['a forbidden identity', new AuthenticationError(403, 'no')],
    ['a chain with nothing set up', chain(noVariables, noCli)],
    ['nobody logged in', unavailable("Please run 'az login' from a command prompt")],
    ['a bug of a callback', new TypeError("Cannot read properties of undefined (reading 'token')")],
    ['a certificate that is not there', coded('ENOENT')],
  ])('%s', (_, inner) => {
    expect(readFailure(ofSdk(inner))).toMatchObject({
      code: 'AuthenticationFailed',
      permanent: true,
      message: expect.stringContaining('a retry would not help'),
    })
  })
})

it('keeps only the message of the error', () => {
  const inner = Object.assign(new Error('refused for Bearer abc.def'), {
    response: { token: 'abc' },
  })
  const failure = readFailure(ofSdk(inner))
  expect(failure.cause).toBeUndefined()
  expect(JSON.stringify([failure, failure.message])).not.toContain('abc')
})
