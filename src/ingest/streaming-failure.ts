import { KustoSaverError } from '../errors.ts'
import { isThrottledAnswer, UNPROVISIONED_CODES } from '../kusto/saver-error.ts'

/**
 * Whether single rows may have caused the rejection, so that it makes sense to send the batch's
 * other callers separately. A missing permission or table would reject all of them.
 */
export function mayBeCausedByOneCaller(error: unknown): boolean {
  return (
    error instanceof KustoSaverError &&
    error.code === 'INGEST_REJECTED' &&
    error.httpStatus !== undefined &&
    error.httpStatus !== 401 &&
    error.httpStatus !== 403
  )
}

/** The reason of a streaming failure, from the point of view of another ingestion path. */
export type StreamingFailureKind =
  | 'throttled'
  | 'switched-off'
  | 'too-large'
  | 'passing'
  /**
   * The rows, the table, its mapping or the permissions are wrong, or the caller's signal fired:
   * another path would fail too.
   */
  | 'permanent'

/** @param error - the result of {@link ingestError} */
export function streamingFailureKind(error: unknown): StreamingFailureKind {
  if (!(error instanceof KustoSaverError)) return 'permanent'
  const { code, httpStatus, kustoCode = '' } = error
  if (code === 'INGEST_UNAVAILABLE') {
    return isThrottledAnswer(httpStatus, kustoCode) ? 'throttled' : 'passing'
  }
  if (code === 'NOT_PROVISIONED' && !UNPROVISIONED_CODES.has(kustoCode)) return 'switched-off'
  const isTooLarge = httpStatus === 413 || REQUEST_TOO_LARGE.test(kustoCode)
  return code === 'INGEST_REJECTED' && isTooLarge ? 'too-large' : 'permanent'
}

// data-explorer/error-codes.md; `Stream_DynamicPropertyBagTooLarge` is about a value, which no
// ingestion path accepts.
const REQUEST_TOO_LARGE = /(InputStream|Payload|Request)TooLarge/
