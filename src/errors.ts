/**
 * Codes of {@link KustoSaverError}; test the code, never the message.
 *
 * - `INVALID_CONFIG`: a RunnableConfig without or with unusable thread_id, checkpoint_ns or
 *   checkpoint_id.
 * - `INVALID_OPTION`: an option of the saver out of its range, or a connection string that cannot
 *   be read.
 * - `INVALID_ARGUMENT`: another argument that cannot be used (a filter, a limit, a list of writes).
 * - `UNSERIALIZABLE`: a value that the serializer would silently replace (BigInt, cycle, throwing
 *   toJSON).
 * - `TOO_LARGE`: something that no column or request of Kusto can hold.
 * - `NOT_PROVISIONED`: tables, columns, mappings, policies or the view are missing or wrong.
 * - `DATABASE_NOT_FOUND`: the cluster has no database of that name, or shows this identity none.
 * - `QUERY_REJECTED`, `INGEST_REJECTED`: Kusto refused for good; the same call would fail again.
 * - `QUERY_UNAVAILABLE`, `INGEST_UNAVAILABLE`: tried, retried within the budget, given up; worth
 *   trying later.
 * - `BUFFER_LOST`: the call builds on a buffered write that was lost; start again from what is
 *   stored.
 * - `CORRUPT`: stored rows contradict each other (byte length, chunk count).
 * - `NEWER_FORMAT`: a later version of this package wrote a row that this one would misunderstand.
 * - `HISTORY_BROKEN`: an ancestor, or writes on one, are gone, so delta history cannot be rebuilt.
 * - `HISTORY_INCOMPLETE`: an ancestor, or writes on one, are not visible yet; the same call
 *   succeeds when they are.
 * - `VALUES_MISSING`: a put shares values with an earlier put whose values are not (or not yet)
 *   there.
 * - `THREAD_DELETED`: the thread was deleted while a run was under way that goes on writing to it.
 * - `THREAD_EXISTS`: the thread to copy or import to has checkpoints already.
 * - `THREAD_NOT_FOUND`: the thread to copy or export is not there, or is deleted.
 * - `NOT_VISIBLE_YET`: rows of this saver that the call has to read are not visible yet; the same
 *   call succeeds when they are.
 * - `EXPORT_DAMAGED`: the lines to import are not what an export wrote; nothing was imported.
 * - `STATE_EXPIRED`: a stored checkpoint needs a value that retention has removed.
 * - `MISSING_PACKAGE`: an optional package is not installed.
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
  | 'STATE_EXPIRED'
  | 'MISSING_PACKAGE'
  | 'ABORTED'
  | 'CLOSED'

/** What an error carries beside code and message. */
export interface KustoSaverErrorDetails {
  /** Whether the same call may succeed later. @default false */
  readonly retryable?: boolean
  /** `put`, `getTuple`, … */
  readonly operation?: string | undefined
  /** The table that is meant. */
  readonly table?: string | undefined
  /** The thread that is meant. */
  readonly threadId?: string | undefined
  /** The channel whose value is meant. */
  readonly channel?: string | undefined
  /** Kusto's own error code. */
  readonly kustoCode?: string | undefined
  /** HTTP status of the answer. */
  readonly httpStatus?: number | undefined
  /** Kusto's `x-ms-activity-id`: what its support asks for. */
  readonly activityId?: string | undefined
  /** How often the request was sent. */
  readonly attempts?: number | undefined
  /** Never an SDK's raw error: printed, it shows the bearer token. */
  readonly cause?: unknown
}

const BRAND = Symbol.for('langgraph-checkpoint-kusto.KustoSaverError')

/** Everything that the saver throws on purpose. */
export class KustoSaverError extends Error {
  /** Name of the class. */
  override readonly name = 'KustoSaverError'
  /** Stable; test this and not the message. */
  readonly code: KustoSaverErrorCode
  /** Whether the same call may succeed later. */
  readonly retryable: boolean
  /** `put`, `getTuple`, … */
  readonly operation: string | undefined
  /** The table that is meant. */
  readonly table: string | undefined
  /** The thread that is meant. */
  readonly threadId: string | undefined
  /** The channel whose value is meant. */
  readonly channel: string | undefined
  /** Kusto's own error code. */
  readonly kustoCode: string | undefined
  /** HTTP status of the answer. */
  readonly httpStatus: number | undefined
  /** Kusto's `x-ms-activity-id`, which Microsoft's support asks for. */
  readonly activityId: string | undefined
  /** How often the request was sent. */
  readonly attempts: number | undefined

  /** @param message - what was seen, where, and the way out */
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
    this.attempts = details.attempts
  }

  static {
    Object.defineProperty(this.prototype, BRAND, { value: true })
  }
}

/**
 * True for a {@link KustoSaverError} of any copy of this package (instanceof fails across copies).
 */
export function isKustoSaverError(error: unknown): error is KustoSaverError {
  return typeof error === 'object' && error !== null && BRAND in error
}
