import { brand } from './error-brand.ts'

/**
 * Kusto's error, or the lack of an answer: the only failure that a client port throws.
 *
 * The local engine throws it, its server writes it as Kusto's error body, and the SDK adapter reads
 * it back. Never contains the error object of an SDK, which shows the bearer token when printed.
 */
export class KustoError extends Error {
  /** Name of the class. */
  override readonly name = 'KustoError'
  /**
   * Kusto's error code (`General_BadRequest`, `BadRequest_EntityNotFound`,
   * `E_QUERY_RESULT_SET_TOO_LARGE`, …), or one of {@link CONNECTION_CODES} if no usable answer
   * arrived.
   */
  readonly code: string
  /**
   * HTTP status; 200 for a partial failure inside a successful answer; undefined if no answer
   * arrived.
   */
  readonly status: number | undefined
  /** Whether the same request would fail again. */
  readonly permanent: boolean
  /** Kusto's `x-ms-activity-id`, for its own logs. */
  readonly activityId: string | undefined
  /** The `x-ms-client-request-id` that was sent, which Kusto logs as `ClientActivityId`. */
  readonly clientRequestId: string | undefined
  /** The delay of a `Retry-After` header, in milliseconds. */
  readonly retryAfterMs: number | undefined
  /** How often the request was sent; undefined if each attempt is reported separately. */
  readonly attempts: number | undefined

  /** @param message - Kusto's own, without secrets */
  constructor(message: string, details: KustoErrorDetails) {
    super(message)
    this.code = details.code
    this.status = details.status
    this.permanent = details.permanent
    this.activityId = details.activityId
    this.clientRequestId = details.clientRequestId
    this.retryAfterMs = details.retryAfterMs
    this.attempts = details.attempts
  }

  static {
    brand(this, 'KustoError')
  }

  /** The same failure with the number of attempts. */
  after(attempts: number): KustoError {
    return this.#with({ attempts })
  }

  /** The same failure with the id of its request. */
  ofRequest(clientRequestId: string): KustoError {
    return this.clientRequestId === undefined ? this.#with({ clientRequestId }) : this
  }

  #with(more: Partial<KustoErrorDetails>): KustoError {
    const { code, status, permanent, activityId, clientRequestId, retryAfterMs, attempts } = this
    const details = { code, status, permanent, activityId, clientRequestId, retryAfterMs, attempts }
    const error = new KustoError(this.message, { ...details, ...more })
    error.stack = this.stack ?? error.message
    return error
  }
}

export interface KustoErrorDetails {
  readonly code: string
  readonly status?: number | undefined
  readonly permanent: boolean
  readonly activityId?: string | undefined
  readonly clientRequestId?: string | undefined
  readonly retryAfterMs?: number | undefined
  readonly attempts?: number | undefined
}

/** There was no token for Kusto, so nothing was sent. */
export const SIGN_IN_FAILED = 'AuthenticationFailed'

/** Our own codes for requests without a usable answer; whether they were applied is unknown. */
export const CONNECTION_CODES = {
  reset: 'ConnectionFailed',
  /** Nothing listens at the address. */
  refused: 'ConnectionRefused',
  /** The name of the host has no address. */
  unknownHost: 'HostNotFound',
  timeout: 'RequestTimedOut',
  aborted: 'RequestAborted',
  malformed: 'MalformedAnswer',
  closed: 'ClientClosed',
} as const
