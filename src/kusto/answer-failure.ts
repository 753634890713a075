import { KustoError } from '../kusto-error.ts'
import { malformedAnswer, messageOf, unreachable } from './connection-failures.ts'
import { isJsonObject } from '../json-object.ts'
import { oneApiFailure } from './one-api-failure.ts'

/** Reads the failure from an HTTP answer; `thrown` is the error of the SDK's HTTP client. */
export function answerFailure(
  response: Record<string, unknown>,
  thrown: Record<string, unknown>,
): KustoError {
  const status = typeof response['status'] === 'number' ? response['status'] : undefined
  // A 200 is an error only if the connection broke inside its body.
  if (status === 200) return brokenAnswer(thrown)
  const details = {
    status,
    permanent: status !== undefined && isRefusal(status),
    activityId: header(response, 'x-ms-activity-id'),
    retryAfterMs: retryAfterMs(header(response, 'retry-after')),
  }
  // For 401, proxies and gateways answer in HTML or with nothing, so only the status is used.
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
    : unreachable(`its answer was cut off (${message})`)
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
  if (status === 403) return ': the identity lacks permission'
  return ''
}

/** 408 and 429 are transient, other 4xx permanent — kusto/api/netfx/kusto-data-client-errors.md */
function isRefusal(status: number): boolean {
  return status >= 300 && status < 500 && status !== 408 && status !== 429
}

function header(response: Record<string, unknown>, name: string): string | undefined {
  const headers = response['headers']
  const value = isJsonObject(headers) ? headers[name] : undefined
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
