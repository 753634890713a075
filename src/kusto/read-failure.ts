import { KustoError } from '../kusto-error.ts'
import { answerFailure } from './answer-failure.ts'
import {
  clientClosed,
  messageOf,
  refused,
  timedOut,
  unexpected,
  unknownHost,
  unreachable,
} from './connection-failures.ts'
import { isJsonObject } from '../json-object.ts'
import { signInFailure } from './sign-in-failure.ts'

/**
 * Converts any error of the SDK to a {@link KustoError}. Keeps only text and numbers of the thrown
 * object, whose `response.request` contains the sent headers with the bearer token.
 */
export function readFailure(thrown: unknown): KustoError {
  if (thrown instanceof KustoError) return thrown
  if (!isJsonObject(thrown)) return unexpected(thrown)
  if (thrown['name'] === 'ThrottlingError') return readFailure(thrown['inner'])
  if (thrown['name'] === 'KustoAuthenticationError') return signInFailure(thrown)
  if (isJsonObject(thrown['response'])) return answerFailure(thrown['response'], thrown)
  return connectionFailure(thrown)
}

function connectionFailure(thrown: Record<string, unknown>): KustoError {
  const { code } = thrown
  const message = messageOf(thrown)
  if (code === 'ERR_CANCELED' || message === 'Client is closed') return clientClosed()
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') return timedOut(message)
  if (says('ECONNREFUSED', code, message)) return refused(message)
  if (says('ENOTFOUND', code, message) || says('EAI_AGAIN', code, message)) {
    return unknownHost(message)
  }
  if (isNetworkCode(code) || message.startsWith('Failed to get cloud info')) {
    return unreachable(message)
  }
  return unexpected(thrown)
}

/** The SDK hides the code of a failed look-up of the cloud in its message. */
function says(wanted: string, code: unknown, message: string): boolean {
  return (
    code === wanted || (message.startsWith('Failed to get cloud info') && message.includes(wanted))
  )
}

const NETWORK_CODES = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'ERR_NETWORK',
  'ERR_BAD_RESPONSE',
  'ERR_STREAM_PREMATURE_CLOSE',
])

function isNetworkCode(code: unknown): boolean {
  return typeof code === 'string' && NETWORK_CODES.has(code)
}
