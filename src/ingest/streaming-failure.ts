import { KustoSaverError } from '../errors.ts'
import { saysThrottled, UNPROVISIONED_CODES } from '../kusto/saver-error.ts'

/**
 * Whether a refusal may be the fault of single rows, so that the batch's other callers are worth
 * sending apart. A missing right or a missing table would refuse each of them again.
 */
export function mayBeOneCallersFault(error: unknown): boolean {
  return (
    error instanceof KustoSaverError &&
    error.code === 'INGEST_REJECTED' &&
    error.httpStatus !== undefined &&
    error.httpStatus !== 401 &&
    error.httpStatus !== 403
  )
}

/** Why streaming ingestion failed, as far as another way of ingestion is concerned. */
export type StreamingFailureKind =
  | 'throttled'
  | 'switched-off'
  | 'too-large'
  | 'passing'
  /**
   * The rows, the table, its mapping or the rights are at fault, or the caller's signal fired:
   * another way would fare no better.
   */
  | 'permanent'

/** @param error - what {@link ingestError} made of the failure */
export function streamingFailureKind(error: unknown): StreamingFailureKind {
  if (!(error instanceof KustoSaverError)) return 'permanent'
  const { code, httpStatus, kustoCode = '' } = error
  if (code === 'INGEST_UNAVAILABLE') {
    return saysThrottled(httpStatus, kustoCode) ? 'throttled' : 'passing'
  }
  if (code === 'NOT_PROVISIONED' && !UNPROVISIONED_CODES.has(kustoCode)) return 'switched-off'
  const isTooLarge = httpStatus === 413 || REQUEST_TOO_LARGE.test(kustoCode)
  return code === 'INGEST_REJECTED' && isTooLarge ? 'too-large' : 'permanent'
}

// data-explorer/error-codes.md; `Stream_DynamicPropertyBagTooLarge` is about a value, which no way
// of ingestion takes.
const REQUEST_TOO_LARGE = /(InputStream|Payload|Request)TooLarge/
