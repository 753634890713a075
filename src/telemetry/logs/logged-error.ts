import { isKustoSaverError } from '../../errors.ts'
import type { ShownThreads } from '../core/shown-threads.ts'

/**
 * The form of an error in a log line, under `err`: what is needed to find the cause, and nothing
 * secret. The error itself is never logged, because its cause, or the message of a foreign error,
 * may quote state.
 *
 * The object has no prototype: then pino's serializer takes `type` from `name`, otherwise it says
 * "Object" (pino-std-serializers, err.js).
 */
export function loggedError(error: unknown, threads: ShownThreads, threadId?: string): object {
  const { text } = threads.failure(error, threadId)
  const fields = {
    name: error instanceof Error ? error.name : typeof error,
    message: text,
    ...(isKustoSaverError(error) ? ownFields(error) : { name: text }),
    ...(error instanceof Error ? { stack: framesOf(error) } : {}),
  }
  return Object.assign(Object.create(null), fields)
}

function ownFields(error: {
  code: string
  retryable: boolean
  table: string | undefined
  channel: string | undefined
  kustoCode: string | undefined
  httpStatus: number | undefined
  activityId: string | undefined
  clientRequestId: string | undefined
  attempts: number | undefined
}): object {
  return {
    code: error.code,
    retryable: error.retryable,
    table: error.table,
    channel: error.channel,
    kusto_code: error.kustoCode,
    http_status: error.httpStatus,
    activity_id: error.activityId,
    client_request_id: error.clientRequestId,
    attempts: error.attempts,
  }
}

/** The stack of the error without its leading message. */
export function framesOf({ stack = '', message }: Error): string {
  const start = stack.indexOf(message)
  if (start === -1) return ''
  const lines = stack.slice(start + message.length).split('\n')
  return lines.filter((line) => /^\s+at /.test(line)).join('\n')
}
