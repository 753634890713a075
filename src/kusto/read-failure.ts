import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import { isRecord, oneApiFailure, redactTokens } from './one-api-failure.ts'

/**
 * Whatever the SDK threw, as {@link KustoError}. Nothing of the thrown object is kept but text and numbers:
 * printed, it shows the bearer token (its `response.request` holds the headers that were sent).
 */
export function readFailure(thrown: unknown): KustoError {
  if (thrown instanceof KustoError) return thrown
  if (!isRecord(thrown)) return unexpected(thrown)
  if (thrown['name'] === 'ThrottlingError') return readFailure(thrown['inner'])
  if (thrown['name'] === 'KustoAuthenticationError') return authenticationFailure(thrown)
  if (isRecord(thrown['response'])) return answerFailure(thrown['response'], thrown)
  return connectionFailure(thrown)
}

export function clientClosed(): KustoError {
  return new KustoError('The Kusto client is closed.', {
    code: CONNECTION_CODES.closed,
    permanent: true,
  })
}

function answerFailure(
  response: Record<string, unknown>,
  thrown: Record<string, unknown>,
): KustoError {
  const status = typeof response['status'] === 'number' ? response['status'] : undefined
  // A 200 is among the errors only when the connection broke inside its body.
  if (status === 200) return brokenAnswer(thrown)
  const details = {
    status,
    permanent: status !== undefined && isRefusal(status),
    activityId: header(response, 'x-ms-activity-id'),
    retryAfterMs: retryAfterMs(header(response, 'retry-after')),
  }
  // 401, proxies and gateways answer in HTML or not at all: their text says nothing, so only the status is told.
  return (
    oneApiFailure(response['data'], details) ??
    new KustoError(`Kusto answered HTTP ${status}${hint(status)}.`, {
      ...details,
      code: STATUS_CODES[status ?? 0] ?? `Http${status}`,
    })
  )
}

function brokenAnswer(thrown: Record<string, unknown>): KustoError {
  const message = messageOf(thrown)
  return isUnpackingCode(thrown['code'])
    ? malformedAnswer(message)
    : unreachable(`its answer broke off (${message})`)
}

function isUnpackingCode(code: unknown): boolean {
  return typeof code === 'string' && code.startsWith('Z_')
}

// kusto/api/rest/response.md
const STATUS_CODES: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  413: 'PayloadTooLarge',
  429: 'TooManyRequests',
  503: 'ServiceUnavailable',
  504: 'Timeout',
  520: 'ServiceError',
}

function hint(status: number | undefined): string {
  if (status === 401) return ': it does not accept the credentials'
  if (status === 403) return ': the identity may not do this'
  return ''
}

/** 408 and 429 are refused for now, other 4xx for good — kusto/api/netfx/kusto-data-client-errors.md */
function isRefusal(status: number): boolean {
  return status >= 300 && status < 500 && status !== 408 && status !== 429
}

/** Getting a token failed: nothing was sent to Kusto. */
function authenticationFailure(thrown: Record<string, unknown>): KustoError {
  const inner = isRecord(thrown['inner']) ? thrown['inner'] : {}
  const status = inner['statusCode']
  const isRefused = typeof status === 'number' ? isRefusal(status) : !isNetworkCode(inner['code'])
  return new KustoError(`No token for Kusto: ${messageOf(thrown)}`, {
    code: 'AuthenticationFailed',
    permanent: isRefused,
  })
}

function connectionFailure(thrown: Record<string, unknown>): KustoError {
  const { code } = thrown
  const message = messageOf(thrown)
  if (code === 'ERR_CANCELED' || message === 'Client is closed') return clientClosed()
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') return timedOut(message)
  if (isNetworkCode(code) || message.startsWith('Failed to get cloud info')) {
    return unreachable(message)
  }
  return unexpected(thrown)
}

const NETWORK_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'ERR_NETWORK',
  'ERR_BAD_RESPONSE',
  'ERR_STREAM_PREMATURE_CLOSE',
])

function isNetworkCode(code: unknown): boolean {
  return typeof code === 'string' && NETWORK_CODES.has(code)
}

function unreachable(what: string): KustoError {
  return new KustoError(`No answer from Kusto: ${redactTokens(what)}`, {
    code: CONNECTION_CODES.reset,
    permanent: false,
  })
}

function timedOut(message: string): KustoError {
  return new KustoError(`Kusto did not answer in time: ${redactTokens(message)}`, {
    code: CONNECTION_CODES.timeout,
    permanent: false,
  })
}

/** An answer that came whole, with a status of success, and is not what Kusto's protocol says. */
export function malformedAnswer(what: string): KustoError {
  return new KustoError(`Kusto's answer cannot be read: ${redactTokens(what)}`, {
    code: CONNECTION_CODES.malformed,
    status: 200,
    permanent: false,
  })
}

/** A certificate, a host that is not trusted, a bug: trying again would not help. */
function unexpected(thrown: unknown): KustoError {
  return new KustoError(`The request to Kusto failed in the client: ${messageOf(thrown)}`, {
    code: 'ClientFailure',
    permanent: true,
  })
}

function messageOf(thrown: unknown): string {
  const text = isRecord(thrown) ? thrown['message'] : thrown
  return redactTokens(typeof text === 'string' && text !== '' ? text : String(text))
}

function header(response: Record<string, unknown>, name: string): string | undefined {
  const headers = response['headers']
  const value = isRecord(headers) ? headers[name] : undefined
  return typeof value === 'string' ? value : undefined
}

/** Seconds, or a date. */
function retryAfterMs(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000)
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now())
}
