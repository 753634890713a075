import { isKustoSaverError, KustoSaverError } from '../../errors.ts'
import type { ThreadTexts } from './thread-texts.ts'

/** Causes below that are left out: they may be a circle. */
const MAX_CAUSES = 8

/** The error with other ids of threads in its fields, its text, its stack and its causes. */
export function shownError(
  error: KustoSaverError,
  texts: ThreadTexts,
  idOf: (threadId: string | undefined) => string | undefined,
  depth = 0,
): KustoSaverError {
  const shown = new KustoSaverError(error.code, texts.in(error.message), {
    retryable: error.retryable,
    operation: error.operation,
    table: error.table,
    threadId: idOf(error.threadId),
    channel: error.channel,
    kustoCode: error.kustoCode,
    httpStatus: error.httpStatus,
    activityId: error.activityId,
    clientRequestId: error.clientRequestId,
    attempts: error.attempts,
    cause: shownCause(error.cause, texts, idOf, depth + 1),
  })
  if (error.stack !== undefined) shown.stack = texts.in(error.stack)
  return shown
}

function shownCause(
  cause: unknown,
  texts: ThreadTexts,
  idOf: (threadId: string | undefined) => string | undefined,
  depth: number,
): unknown {
  if (cause === undefined || depth > MAX_CAUSES) return undefined
  if (isKustoSaverError(cause)) return shownError(cause, texts, idOf, depth)
  if (typeof cause === 'string') return texts.in(cause)
  if (!(cause instanceof Error)) return cause
  const inner = shownCause(cause.cause, texts, idOf, depth + 1)
  const { name, message, stack = '' } = cause
  const isClean = texts.in(message) === message && texts.in(stack) === stack
  if (isClean && inner === cause.cause) return cause
  const shown = new Error(texts.in(message), inner === undefined ? {} : { cause: inner })
  shown.name = name
  shown.stack = texts.in(stack)
  return shown
}
