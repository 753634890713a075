import { INCARNATION } from '../../src/tables/incarnation-kql.ts'
import { BLOBS, CHECKPOINTS, DELETIONS, LATEST_VIEW, WRITES } from '../../src/tables/schema.ts'

const IN_RANGE = '$__timeFilter(created_at)'

/**
 * Size of a checkpoint's own row. The column `bytes` does not give it: it counts every value that
 * the checkpoint needs, including values stored long before.
 */
const ROW_BYTES = 'string_size(checkpoint) + string_size(metadata) + string_size(manifest)'

const AND_NOT_DELETED = `| join kind=leftouter (${DELETIONS.name} | summarize deleted_revision = max(revision) by thread_id) on thread_id
| where isnull(deleted_revision) or last_incarnation > deleted_revision`

/**
 * A thread lives while it has a checkpoint newer than its last tombstone. As in the saver,
 * incarnations decide.
 */
const LIVING = `${CHECKPOINTS.name}
| where ${IN_RANGE}
| summarize checkpoints = dcount(checkpoint_id), bytes = sum(${ROW_BYTES}), last_incarnation = max(${INCARNATION}), last_put = max(created_at) by thread_id
${AND_NOT_DELETED}`

/** Each chunk carries the size of its whole value, so only the first chunk counts. */
const FIRST_CHUNKS = `${BLOBS.name}
| where ${IN_RANGE} and chunk == 0`

export const ACTIVE_THREADS = `${LIVING}
| summarize threads = count()`

export const CHECKPOINTS_STORED = `${CHECKPOINTS.name}
| where ${IN_RANGE}
| summarize checkpoints = count()`

export const BYTES_STORED = `union
    (${CHECKPOINTS.name} | where ${IN_RANGE} | project bytes = ${ROW_BYTES}),
    (${FIRST_CHUNKS} | project bytes),
    (${WRITES.name} | where ${IN_RANGE} and chunk == 0 | project bytes)
| summarize bytes = sum(bytes)`

export const THREADS_DELETED = `${DELETIONS.name}
| where ${IN_RANGE}
| summarize threads = dcount(thread_id)`

export const ACTIVE_THREADS_BY_DAY = `${CHECKPOINTS.name}
| where ${IN_RANGE}
| summarize threads = dcount(thread_id) by day = bin(created_at, 1d)
| order by day asc`

export const GROWTH_BY_DAY = `union
    (${CHECKPOINTS.name} | where ${IN_RANGE} | project created_at, bytes = ${ROW_BYTES}, stored = 'checkpoints'),
    (${FIRST_CHUNKS} | project created_at, bytes, stored = 'channel values'),
    (${WRITES.name} | where ${IN_RANGE} and chunk == 0 | project created_at, bytes, stored = 'pending writes')
| summarize bytes = sum(bytes) by stored, day = bin(created_at, 1d)
| order by day asc`

export const LARGEST_THREADS = `let Values = ${FIRST_CHUNKS}
| summarize value_bytes = sum(bytes) by thread_id;
${LIVING}
| join kind=leftouter Values on thread_id
| extend total_bytes = bytes + coalesce(value_bytes, 0)
| project thread_id, total_bytes, checkpoints, last_put
| top 20 by total_bytes desc`

export const LARGEST_CHANNELS = `${FIRST_CHUNKS}
| summarize total_bytes = sum(bytes), largest_value = max(bytes), versions = count(), threads = dcount(thread_id) by channel
| top 20 by total_bytes desc`

/**
 * `ingestion_time()` comes from the cluster's clock and `created_at` from the writers', so the lag
 * includes the skew between them.
 */
export const LAG = `${CHECKPOINTS.name}
| where ${IN_RANGE}
| extend lag_seconds = (ingestion_time() - created_at) / 1s
| summarize p50 = percentile(lag_seconds, 50), p95 = percentile(lag_seconds, 95), longest = max(lag_seconds) by since = bin(created_at, $__timeInterval)
| order by since asc`

/**
 * Threads whose latest checkpoint waits for a human or was interrupted: its last step left pending
 * writes. Uses the view, because finding the latest checkpoints in the table would read all of
 * them.
 */
export const OPEN_STEPS = `${WRITES.name}
| where ${IN_RANGE} and chunk == 0
| summarize last_incarnation = max(${INCARNATION}), tasks = dcount(task_id), interrupts = countif(channel == '__interrupt__'), errors = countif(channel == '__error__'), last_write = max(created_at) by thread_id, checkpoint_ns, checkpoint_id
| where interrupts > 0 or errors > 0
| join kind=inner (${LATEST_VIEW.name} | project thread_id, checkpoint_ns, checkpoint_id) on thread_id, checkpoint_ns, checkpoint_id
${AND_NOT_DELETED}
| project thread_id, checkpoint_ns, tasks, interrupts, errors, last_write
| top 20 by last_write desc`
