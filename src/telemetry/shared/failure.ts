import { isKustoSaverError, type KustoSaverError } from '../../errors.ts'
import { CONNECTION_CODES, KustoError } from '../../kusto-error.ts'

/** What telemetry says of an error: nothing in it is secret, and `type` has few values. */
export interface Failure {
  /** For `error.type`. */
  readonly type: string
  readonly status: string | undefined
  readonly kustoCode: string | undefined
  readonly permanent: boolean | undefined
  readonly text: string
  /** The caller no longer wanted it. */
  readonly isAbort: boolean
}

/** Where nothing better is known: semconv's own fallback for `error.type`. */
const OTHER = '_OTHER'

/**
 * Of a saver's operation. What is not ours may quote the state in its text (JSON.parse does): only
 * its class is told.
 */
export function operationFailure(error: unknown): Failure {
  if (isKustoSaverError(error)) {
    const { code, message, retryable } = error
    const isAbort = code === 'ABORTED'
    return { ...kustoOf(error), type: code, permanent: !retryable, text: message, isAbort }
  }
  return {
    type: OTHER,
    status: undefined,
    kustoCode: undefined,
    permanent: undefined,
    text: error instanceof Error ? className(error) : OTHER,
    isAbort: false,
  }
}

/** Of a request, or of a batch. Kusto's message is left out: it may quote rows. */
export function requestFailure(error: unknown): Failure {
  if (error instanceof KustoError) {
    const { status, code, permanent } = error
    return described({ status, kustoCode: code, permanent, otherwise: OTHER })
  }
  if (isKustoSaverError(error)) {
    const { httpStatus: status, kustoCode, retryable, code } = error
    return described({ status, kustoCode, permanent: !retryable, otherwise: code })
  }
  return operationFailure(error)
}

export type RetryReason = '429' | '5xx' | 'network' | 'timeout'

/**
 * Why a request is sent again. A failure inside a successful answer is the service's, as 5xx are.
 */
export function retryReason(failure: { code: string; status: number | undefined }): RetryReason {
  const { code, status } = failure
  if (status === 429 || /throttl/i.test(code)) return '429'
  if (code === CONNECTION_CODES.timeout || status === 408) return 'timeout'
  return status === undefined ? 'network' : '5xx'
}

function described(failure: {
  readonly status: number | undefined
  readonly kustoCode: string | undefined
  readonly permanent: boolean
  readonly otherwise: string
}): Failure {
  const { status, kustoCode, permanent, otherwise } = failure
  const answer = status === undefined ? 'no answer' : `HTTP ${status}`
  return {
    type: requestType(status, kustoCode) ?? otherwise,
    status: status === undefined ? undefined : String(status),
    kustoCode,
    permanent,
    text: `${answer}, ${kustoCode ?? otherwise}`,
    isAbort: kustoCode === CONNECTION_CODES.aborted || otherwise === 'ABORTED',
  }
}

const KNOWN_CODES: ReadonlySet<string> = new Set(Object.values(CONNECTION_CODES))

function requestType(status: number | undefined, code: string | undefined): string | undefined {
  if (code === CONNECTION_CODES.timeout) return 'timeout'
  if (status === 200) return 'partial_failure'
  if (status !== undefined) return String(status)
  return code !== undefined && KNOWN_CODES.has(code) ? code : undefined
}

function kustoOf(error: KustoSaverError): Pick<Failure, 'status' | 'kustoCode'> {
  const { httpStatus, kustoCode } = error
  return { status: httpStatus === undefined ? undefined : String(httpStatus), kustoCode }
}

function className(error: Error): string {
  return error.constructor.name
}
