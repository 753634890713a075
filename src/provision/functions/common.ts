import { LET_HIDDEN } from '../../tables/hidden-kql.ts'
import type { KqlColumn, KqlParameter } from './kql-function.ts'

/*
 * What several functions share: parameters, columns and texts of KQL.
 */

export const BEGINNING = 'datetime(0001-01-01)'
export const END = 'datetime(9999-12-31)'

const FROM_TEXT = 'threads that were written to since then'
const UNTIL_TEXT = 'rows stored before then count, later ones do not'

export const FROM: KqlParameter = { name: 'since', type: 'datetime', text: FROM_TEXT }
export const UNTIL: KqlParameter = { name: 'until', type: 'datetime', text: UNTIL_TEXT }
export const FROM_ANY: KqlParameter = { ...FROM, fallback: BEGINNING }
export const UNTIL_ANY: KqlParameter = { ...UNTIL, fallback: END }

export const THREAD: KqlParameter = {
  name: 'thread',
  type: 'string',
  text: 'the id of a thread; empty for all threads',
}

const string = (name: string, text: string): KqlColumn => ({ name, type: 'string', text })

export const THREAD_ID: KqlColumn = string('thread_id', 'the thread')
export const NAMESPACE: KqlColumn = string(
  'checkpoint_ns',
  'empty for the graph itself, else its subgraph',
)
export const CHECKPOINT_ID: KqlColumn = string('checkpoint_id', 'the checkpoint')
export const RUN_ID: KqlColumn = string('run_id', '`run_id` of the metadata; empty if it has none')
export const TENANT: KqlColumn = string('tenant', '`tenant` or `tenant_id` of the metadata')
export const USER: KqlColumn = string('user', '`user` or `user_id` of the metadata')

/** Columns of the metadata that people group by, from `metadata`. */
export const EXTEND_OWNER = `extend
    tenant = coalesce(tostring(metadata.tenant), tostring(metadata.tenant_id)),
    user = coalesce(tostring(metadata.user), tostring(metadata.user_id))`

/** Kusto's page on `in` allows 1,000,000 values. */
export const ACTIVE_THREADS = `let active = materialize(
    union
        (Checkpoints | project thread_id, created_at),
        (CheckpointWrites | project thread_id, created_at)
    | where isempty(thread) or thread_id == thread
    | where created_at >= since and created_at < until
    | distinct thread_id);`

/** By thread, whenever it was deleted. */
export const DELETED = `let deleted = ThreadDeletions
    | where isempty(thread) or thread_id == thread
    | summarize dead_at = max(revision), tombstone_format = max(row_format) by thread_id;`

/** Checkpoints that were hidden before `until`, after {@link ACTIVE_THREADS}. */
export const HIDDEN: string = LET_HIDDEN(
  '\n    | where created_at < until and thread_id in (active)',
)
