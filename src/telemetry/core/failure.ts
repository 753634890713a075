import { errorClass } from '../../error-class.ts'
import { isKustoSaverError, type KustoSaverError } from '../../errors.ts'
import { CONNECTION_CODES, KustoError, SIGN_IN_FAILED } from '../../kusto-error.ts'
import { withoutQuote } from '../../kusto-quote.ts'

/** An error as shown by telemetry: nothing in it is secret, and `type` has few values. */
export interface Failure {
  /** For `error.type`. */
  readonly type: string
  readonly status: string | undefined
  readonly kustoCode: string | undefined
  readonly permanent: boolean | undefined
  readonly text: string
  /** The caller aborted it. */
  readonly isAbort: boolean
}

/** The semantic conventions' fallback for `error.type`. */
const OTHER = '_OTHER'

/**
 * The failure of a saver's operation. Of a foreign error only the class is shown, because its
 * message may quote the state (JSON.parse does). Kusto's message may quote values too.
 */
export function operationFailure(error: unknown): Failure {
  if (isKustoSaverError(error)) {
    const { code, message, retryable } = error
    const isAbort = code === 'ABORTED'
    return {
      ...kustoOf(error),
      type: code,
      permanent: !retryable,
      text: withoutQuote(message),
      isAbort,
    }
  }
  return {
    type: OTHER,
    status: undefined,
    kustoCode: undefined,
    permanent: undefined,
    text: error instanceof Error ? errorClass(error) : OTHER,
    isAbort: false,
  }
}

/** The failure of a request or a batch, without Kusto's message, which may quote rows. */
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
 * The reason of a retry. A failure inside a successful answer counts as the service's, like 5xx.
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

const KNOWN_CODES: ReadonlySet<string> = new Set([
  ...Object.values(CONNECTION_CODES),
  SIGN_IN_FAILED,
])

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
