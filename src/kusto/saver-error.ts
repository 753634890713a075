import {
  KustoSaverError,
  type KustoSaverErrorCode,
  type KustoSaverErrorDetails,
} from '../errors.ts'
import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import { quoteKusto } from '../kusto-quote.ts'
import { CHECK_DATABASE_NAME, isDatabaseMissing } from './missing-database.ts'
import { networkAdvice } from './network-advice.ts'
import { isStorageMissing, SERVE_WITH_STORAGE } from './missing-storage.ts'
import { isStreamingSwitchedOff, SWITCH_STREAMING_ON } from './streaming-switch.ts'

/** Maximum length of a quote from Kusto's message about a query. */
const MAX_QUOTED_CHARACTERS = 300

/** Kusto asked for fewer requests. */
export function isThrottled(error: unknown): boolean {
  return error instanceof KustoError && isThrottledAnswer(error.status, error.code)
}

/**
 * Kusto works but has no capacity for this request now: throttled, or 503, which the service
 * answers while it is overloaded or its node moves (kusto/api/rest/response.md). The request waits
 * and does not count as a failure.
 */
export function isOverloaded(error: unknown): boolean {
  if (!(error instanceof KustoError) || error.permanent) return false
  return error.status === 503 || isThrottled(error)
}

export function isThrottledAnswer(status: number | undefined, code: string): boolean {
  return status === 429 || /throttl/i.test(code)
}

/**
 * Converts a failed ingestion for the caller. Omits Kusto's message, which may quote rows. Returns
 * anything but a KustoError unchanged, because it is a bug.
 */
export function ingestError(
  error: unknown,
  request: { readonly table: string; readonly attempts: number },
): unknown {
  if (!(error instanceof KustoError)) return error
  const code = saverCode(error, 'INGEST')
  const message = `Kusto did not accept rows for ${request.table}: ${seen(error, request.attempts)}. ${wayOut(error, code)}`
  return new KustoSaverError(code, message, {
    ...details(error, code, request),
    table: request.table,
  })
}

/**
 * Converts a failed query for the caller. Quotes the beginning of Kusto's message, because query
 * texts are fixed and parameterised. Returns anything but a KustoError unchanged, because it is a
 * bug.
 */
export function queryError(
  error: unknown,
  request: { readonly operation: string; readonly attempts: number },
): unknown {
  if (!(error instanceof KustoError)) return error
  const code = saverCode(error, 'QUERY')
  const quoted = error.message.slice(0, MAX_QUOTED_CHARACTERS)
  const message = `Kusto did not answer the query of ${request.operation}: ${seen(error, request.attempts)}. ${wayOut(error, code)}${quoteKusto(quoted)}`
  return new KustoSaverError(code, message, {
    ...details(error, code, request),
    operation: request.operation,
  })
}

type Kind = 'QUERY' | 'INGEST'

function saverCode(error: KustoError, kind: Kind): KustoSaverErrorCode {
  if (error.code === CONNECTION_CODES.aborted) return 'ABORTED'
  if (error.code === CONNECTION_CODES.closed) return 'CLOSED'
  if (!error.permanent) return `${kind}_UNAVAILABLE`
  if (isDatabaseMissing(error)) return 'DATABASE_NOT_FOUND'
  if (lacksProvisioning(error, kind)) return 'NOT_PROVISIONED'
  return `${kind}_REJECTED`
}

// Codes: data-explorer/error-codes.md, and for the streaming policy Microsoft's Java client
// (IngestV2.kt).
export const UNPROVISIONED_CODES: ReadonlySet<string> = new Set([
  'BadRequest_EntityNotFound',
  'BadRequest_InconsistentMapping',
  'BadRequest_InvalidMapping',
  'BadRequest_InvalidMappingReference',
  'BadRequest_MappingReferenceWasNotFound',
  'BadRequest_TableNotExist',
])
const STREAMING_IS_OFF =
  /StreamingIngestion(PolicyNotEnabled|DisabledForCluster|FunctionalityDisabled)/

/** Whether Kusto rejected the query because a table or column is missing. */
export function isUnprovisioned(error: unknown): boolean {
  return error instanceof KustoError && error.permanent && lacksProvisioning(error, 'QUERY')
}

function lacksProvisioning(error: KustoError, kind: Kind): boolean {
  if (UNPROVISIONED_CODES.has(error.code) || STREAMING_IS_OFF.test(error.code)) return true
  // A cluster without streaming ingestion may answer 404 (Azure/azure-kusto-node#170). SEM0100 is
  // the analyzer's code for a table or column that it cannot resolve.
  return kind === 'INGEST' ? error.status === 404 : /\bSEM0100\b/.test(error.message)
}

function seen(error: KustoError, attempts: number): string {
  const answer = error.status === undefined ? 'no usable answer' : `HTTP ${error.status}`
  const activity = error.activityId === undefined ? '' : `, activity id ${error.activityId}`
  const request =
    error.clientRequestId === undefined ? '' : `, client request id ${error.clientRequestId}`
  return `${answer}, ${error.code}, after ${attempts} request${attempts === 1 ? '' : 's'}${activity}${request}`
}

const WAYS_OUT: Readonly<Partial<Record<KustoSaverErrorCode, string>>> = {
  ABORTED: 'The call was aborted by its own signal.',
  CLOSED: 'The client is closed. Open a new saver.',
  DATABASE_NOT_FOUND: CHECK_DATABASE_NAME,
  NOT_PROVISIONED:
    'Run `langgraph-kusto provision`, then `langgraph-kusto doctor`. A cluster may take up to 5 minutes to apply a new mapping or policy.',
  QUERY_REJECTED:
    'The same query would fail again. Run `langgraph-kusto doctor` to check the database.',
  INGEST_REJECTED:
    'The same rows would be rejected again. Look up the activity id with `.show streamingingestion failures`.',
  QUERY_UNAVAILABLE: 'Try again later or raise `retries` and `retryBudgetMs`.',
  INGEST_UNAVAILABLE:
    'Storing the same rows again is safe: try later or raise `retries` and `retryBudgetMs`.',
}

function wayOut(error: KustoError, code: KustoSaverErrorCode): string {
  if (isStorageMissing(error)) return SERVE_WITH_STORAGE
  const network = networkAdvice(error)
  if (network !== undefined) return network
  if (code === 'NOT_PROVISIONED' && isStreamingSwitchedOff(error)) return SWITCH_STREAMING_ON
  if (code === 'QUERY_REJECTED' || code === 'INGEST_REJECTED') {
    if (error.status === 403) {
      return 'The identity needs the database roles Viewer (to read) and Ingestor (to write).'
    }
    if (error.status === 401) return "Check the client's credentials."
    if (error.status === undefined) {
      return "Kusto cannot be reached. Check the cluster's address and the credentials."
    }
  }
  return WAYS_OUT[code] ?? ''
}

function details(
  error: KustoError,
  code: KustoSaverErrorCode,
  request: { readonly attempts: number },
): KustoSaverErrorDetails {
  return {
    retryable: code === 'QUERY_UNAVAILABLE' || code === 'INGEST_UNAVAILABLE',
    kustoCode: error.code,
    httpStatus: error.status,
    activityId: error.activityId,
    clientRequestId: error.clientRequestId,
    attempts: request.attempts,
  }
}
