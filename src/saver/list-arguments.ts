import type { RunnableConfig } from '@langchain/core/runnables'
import type { CheckpointListOptions } from '@langchain/langgraph-checkpoint'
import { KustoSaverError } from '../errors.ts'
import type { ListOptions } from '../store/read/list-checkpoints.ts'
import { MetadataFilter } from '../store/queries/metadata-filter.ts'
import type { ListScope } from '../store/queries/list-page.ts'
import { checkId } from './thread-key.ts'

export interface ListArguments {
  readonly scope: ListScope
  readonly options: ListOptions
}

/** @throws KustoSaverError `INVALID_CONFIG`, `INVALID_ARGUMENT` */
export function listArguments(
  config: RunnableConfig | null | undefined,
  options: CheckpointListOptions = {},
): ListArguments {
  const { configurable = {} } = config ?? {}
  return {
    scope: {
      threadId: given(configurable['thread_id'], 'thread_id') || undefined,
      checkpointNs: given(configurable['checkpoint_ns'], 'checkpoint_ns'),
      checkpointId: given(configurable['checkpoint_id'], 'checkpoint_id') || undefined,
      beforeId: given(options.before?.configurable?.['checkpoint_id'], 'before.checkpoint_id'),
    },
    options: {
      filter: new MetadataFilter(options.filter),
      limit: limitOf(options.limit),
      signal: config?.signal,
    },
  }
}

function given(value: unknown, field: string): string | undefined {
  return value === undefined || value === null ? undefined : checkId(value, field, 'list')
}

/** Accepts text like PostgresSaver, for example from query strings of web servers. */
function describe(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string'
    ? `\`${value}\``
    : `a ${typeof value}`
}

function limitOf(limit: unknown): number | undefined {
  if (limit === undefined || limit === null) return undefined
  const number = typeof limit === 'string' ? Number.parseInt(limit, 10) : limit
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number
  throw new KustoSaverError(
    'INVALID_ARGUMENT',
    `Expected the \`limit\` of list() to be a whole number from 0 up, got ${describe(limit)}`,
    { operation: 'list' },
  )
}
