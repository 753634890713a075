import type { RunnableConfig } from '@langchain/core/runnables'
import { KustoSaverError } from '../errors.ts'
import { MAX_TEXT_BYTES, tooManyBytes } from './bounded-text.ts'

export interface ThreadKey {
  readonly threadId: string
  readonly checkpointNs: string
  /** Undefined if the config names no checkpoint. */
  readonly checkpointId: string | undefined
}

export interface ReadKey extends ThreadKey {
  /**
   * The config's signal. It aborts reads, but not writes: a cancelled run keeps its finished work.
   */
  readonly signal: AbortSignal | undefined
}

/**
 * Reads a config that may lack a thread. Returns undefined then, because every saver must answer a
 * read without a thread.
 */
export function findThreadKey(config: RunnableConfig, operation: string): ReadKey | undefined {
  const { thread_id: threadId } = config.configurable ?? {}
  if (threadId === undefined || threadId === null) return undefined
  return { ...threadKey(config, operation), signal: config.signal }
}

/** @throws KustoSaverError `INVALID_CONFIG` */
export function threadKey(config: RunnableConfig, operation: string): ThreadKey {
  const { configurable } = config
  if (configurable === undefined) {
    throw invalid(operation, 'has no `configurable`; pass `{ configurable: { thread_id: "…" } }`')
  }
  return {
    threadId: required(configurable['thread_id'], 'thread_id', operation),
    checkpointNs: optional(configurable['checkpoint_ns'], 'checkpoint_ns', operation) ?? '',
    // thread_ts is the old name, which LangGraph's getCheckpointId still accepts
    checkpointId:
      optional(configurable['checkpoint_id'], 'checkpoint_id', operation) ||
      optional(configurable['thread_ts'], 'thread_ts', operation) ||
      undefined,
  }
}

/** @throws KustoSaverError `INVALID_CONFIG` */
export function checkId(value: unknown, field: string, operation: string): string {
  if (typeof value !== 'string') {
    throw invalid(operation, `has a \`${field}\` of type ${typeOf(value)}; it must be a string`)
  }
  if (!value.isWellFormed()) {
    throw invalid(operation, `has a \`${field}\` with a lone surrogate, which UTF-8 cannot hold`)
  }
  if (value.includes('\0')) {
    throw invalid(
      operation,
      `has a \`${field}\` with a NUL character; leave it out or encode the id`,
    )
  }
  const bytes = tooManyBytes(value)
  if (bytes !== undefined) {
    throw invalid(
      operation,
      `has a \`${field}\` of ${bytes} bytes; at most ${MAX_TEXT_BYTES} are allowed`,
    )
  }
  return value
}

/** @throws KustoSaverError `INVALID_CONFIG` */
export function checkThreadId(value: unknown, field: string, operation: string): string {
  return required(value, field, operation)
}

function required(value: unknown, field: string, operation: string): string {
  if (value === undefined || value === null || value === '') {
    throw invalid(operation, `has no \`configurable.${field}\`; pass a non-empty string`)
  }
  return checkId(value, field, operation)
}

function optional(value: unknown, field: string, operation: string): string | undefined {
  return value === undefined || value === null ? undefined : checkId(value, field, operation)
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value
}

function invalid(operation: string, what: string): KustoSaverError {
  return new KustoSaverError('INVALID_CONFIG', `The config given to ${operation}() ${what}.`, {
    operation,
  })
}
