import { isKustoSaverError } from '../../errors.ts'
import { operationFailure } from '../shared/failure.ts'

/**
 * An error as a log line has it under `err`: what a reader needs to find the cause, and nothing
 * secret. The error itself is never logged: its cause, or the text of one that is not ours, may
 * quote state.
 *
 * The object has no prototype: pino's serializer takes `type` from `name` then, else it says
 * "Object" (pino-std-serializers, err.js).
 */
export function loggedError(error: unknown): object {
  const { text } = operationFailure(error)
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
    attempts: error.attempts,
  }
}

/** Where the error came from: its stack without the message that it begins with. */
export function framesOf({ stack = '', message }: Error): string {
  const start = stack.indexOf(message)
  if (start === -1) return ''
  const lines = stack.slice(start + message.length).split('\n')
  return lines.filter((line) => /^\s+at /.test(line)).join('\n')
}
