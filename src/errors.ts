import { brand } from './error-brand.ts'

/**
 * Codes of {@link KustoSaverError}; test the code, never the message.
 *
 * - `INVALID_CONFIG`: a RunnableConfig whose thread_id, checkpoint_ns or checkpoint_id is missing
 *   or invalid.
 * - `INVALID_OPTION`: an option is unknown, of another type or out of range, or a connection string
 *   is invalid.
 * - `INVALID_ARGUMENT`: another argument is invalid (a filter, a limit, a list of writes).
 * - `UNSERIALIZABLE`: the serializer would silently replace a value (BigInt, cycle, throwing
 *   toJSON).
 * - `TOO_LARGE`: a value exceeds the limits of a Kusto column or request.
 * - `NOT_PROVISIONED`: tables, columns, mappings, policies or the view are missing or wrong.
 * - `DATABASE_NOT_FOUND`: the cluster has no such database, or this identity cannot see it.
 * - `QUERY_REJECTED`, `INGEST_REJECTED`: Kusto rejected the request; the same call would fail
 *   again.
 * - `QUERY_UNAVAILABLE`, `INGEST_UNAVAILABLE`: all retries within the budget failed; try again
 *   later.
 * - `BUFFER_LOST`: the call builds on a buffered write that was lost; continue from the stored
 *   state.
 * - `SPOOL_FAILED`: the local disk does not take a spooled write; it was not acknowledged.
 * - `SPOOL_REFUSED`: Kusto refuses spooled rows of the thread, which are kept.
 * - `SPOOL_DAMAGED`: a spool's files are not as they were written.
 * - `CORRUPT`: stored rows contradict each other (byte length, chunk count).
 * - `NEWER_FORMAT`: a later version of this package wrote a row that this version cannot read.
 * - `HISTORY_BROKEN`: an ancestor or its writes no longer exist, so delta history cannot be
 *   rebuilt.
 * - `HISTORY_INCOMPLETE`: an ancestor or its writes are not visible yet; try again later.
 * - `VALUES_MISSING`: a put carries over values of an earlier put that are missing or not visible
 *   yet.
 * - `THREAD_DELETED`: the thread was deleted during a run that still writes to it, or while it was
 *   copied or exported.
 * - `THREAD_EXISTS`: the target thread of a copy or import already has checkpoints.
 * - `THREAD_NOT_FOUND`: the thread to copy or export does not exist, or is deleted.
 * - `NOT_VISIBLE_YET`: rows that the call has to read are not visible yet; try again later.
 * - `EXPORT_DAMAGED`: the lines to import differ from what the export wrote; nothing was imported.
 * - `ENCRYPTED`: a stored value is encrypted, and the saver has no `encryption`.
 * - `PLAINTEXT_REFUSED`: a stored value is not encrypted, and the saver has `encryption`.
 * - `KEY_UNKNOWN`: the key ring has no key of the id that a stored value names.
 * - `KEY_UNAVAILABLE`: the source of keys failed; try again later.
 * - `KEY_WRONG`: the key of that id is not the one that encrypted the value.
 * - `TAMPERED`: an encrypted value was changed, or moved from another thread or channel.
 * - `STATE_EXPIRED`: retention removed a value that a stored checkpoint needs.
 * - `STATE_LOST`: a stored checkpoint's own values no longer exist, and no older one is whole.
 * - `MISSING_PACKAGE`: an optional package is not installed.
 * - `BROKEN_PACKAGE`: an optional package is there but cannot be loaded.
 * - `ABORTED`: the caller's AbortSignal fired. `CLOSED`: the saver was closed.
 */
export type KustoSaverErrorCode =
  | 'INVALID_CONFIG'
  | 'INVALID_OPTION'
  | 'INVALID_ARGUMENT'
  | 'UNSERIALIZABLE'
  | 'TOO_LARGE'
  | 'NOT_PROVISIONED'
  | 'DATABASE_NOT_FOUND'
  | 'QUERY_REJECTED'
  | 'QUERY_UNAVAILABLE'
  | 'INGEST_REJECTED'
  | 'INGEST_UNAVAILABLE'
  | 'BUFFER_LOST'
  | 'SPOOL_FAILED'
  | 'SPOOL_REFUSED'
  | 'SPOOL_DAMAGED'
  | 'CORRUPT'
  | 'NEWER_FORMAT'
  | 'HISTORY_BROKEN'
  | 'HISTORY_INCOMPLETE'
  | 'VALUES_MISSING'
  | 'THREAD_DELETED'
  | 'THREAD_EXISTS'
  | 'THREAD_NOT_FOUND'
  | 'NOT_VISIBLE_YET'
  | 'EXPORT_DAMAGED'
  | 'ENCRYPTED'
  | 'PLAINTEXT_REFUSED'
  | 'KEY_UNKNOWN'
  | 'KEY_UNAVAILABLE'
  | 'KEY_WRONG'
  | 'TAMPERED'
  | 'STATE_EXPIRED'
  | 'STATE_LOST'
  | 'MISSING_PACKAGE'
  | 'BROKEN_PACKAGE'
  | 'ABORTED'
  | 'CLOSED'

/** Details of an error besides its code and message. */
export interface KustoSaverErrorDetails {
  /** Whether the same call may succeed later. @default false */
  readonly retryable?: boolean
  /** `put`, `getTuple`, … */
  readonly operation?: string | undefined
  /** The table concerned. */
  readonly table?: string | undefined
  /** The thread concerned. */
  readonly threadId?: string | undefined
  /** The channel whose value is concerned. */
  readonly channel?: string | undefined
  /** Kusto's own error code. */
  readonly kustoCode?: string | undefined
  /** HTTP status of the answer. */
  readonly httpStatus?: number | undefined
  /** Kusto's `x-ms-activity-id`, which Microsoft's support asks for. */
  readonly activityId?: string | undefined
  /** The `x-ms-client-request-id` that was sent: Kusto's `ClientActivityId`. */
  readonly clientRequestId?: string | undefined
  /** How often the request was sent. */
  readonly attempts?: number | undefined
  /** Never the raw error of an SDK, which shows the bearer token when printed. */
  readonly cause?: unknown
}

/** The class of all errors that the saver throws on purpose. */
export class KustoSaverError extends Error {
  /** Name of the class. */
  override readonly name = 'KustoSaverError'
  /** Stable, unlike the message. */
  readonly code: KustoSaverErrorCode
  /** Whether the same call may succeed later. */
  readonly retryable: boolean
  /** `put`, `getTuple`, … */
  readonly operation: string | undefined
  /** The table concerned. */
  readonly table: string | undefined
  /** The thread concerned. */
  readonly threadId: string | undefined
  /** The channel whose value is concerned. */
  readonly channel: string | undefined
  /** Kusto's own error code. */
  readonly kustoCode: string | undefined
  /** HTTP status of the answer. */
  readonly httpStatus: number | undefined
  /** Kusto's `x-ms-activity-id`, which Microsoft's support asks for. */
  readonly activityId: string | undefined
  /**
   * The `x-ms-client-request-id` that was sent: Kusto's `ClientActivityId`, and `client_request_id`
   * in log lines.
   */
  readonly clientRequestId: string | undefined
  /** How often the request was sent. */
  readonly attempts: number | undefined

  /** @param message - what happened, where, and how to fix it */
  constructor(code: KustoSaverErrorCode, message: string, details: KustoSaverErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.retryable = details.retryable ?? false
    this.operation = details.operation
    this.table = details.table
    this.threadId = details.threadId
    this.channel = details.channel
    this.kustoCode = details.kustoCode
    this.httpStatus = details.httpStatus
    this.activityId = details.activityId
    this.clientRequestId = details.clientRequestId
    this.attempts = details.attempts
  }

  static {
    brand(this, 'KustoSaverError')
  }
}

/**
 * True for a {@link KustoSaverError} of any copy of this package, of its form for `import` as of
 * that for `require`. So is `instanceof`.
 */
export function isKustoSaverError(error: unknown): error is KustoSaverError {
  return error instanceof KustoSaverError
}
