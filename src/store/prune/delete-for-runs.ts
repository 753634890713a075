import { isJsonObject } from '../../json-object.ts'
import { checkpointsOfRunsQuery, readCheckpointsOfRuns } from '../queries/checkpoints-of-runs.ts'
import { keyOf } from '../resolve/resolve.ts'
import type { StoreContext } from '../state/store-context.ts'
import { groupBy } from '../values/group-by.ts'
import { hideCheckpoints } from './hide-checkpoints.ts'
import type { RunDeletionReport } from './prune-report.ts'
import { readOutline } from './read-outline.ts'
import { rowsInUse } from './rows-in-use.ts'

/** Options of `deleteForRuns()`. */
export interface DeleteForRunsOptions {
  /** Only reports what would be done. @default false */
  readonly dryRun?: boolean
}

const OPERATION = 'deleteForRuns'

/** Hides all checkpoints whose metadata has one of these run ids; unknown ones are not an error. */
export async function deleteForRuns(
  context: StoreContext,
  runIds: readonly string[],
  { dryRun = false }: DeleteForRunsOptions,
): Promise<RunDeletionReport[]> {
  if (runIds.length === 0) return []
  for (const threadId of unseenThreads(context, new Set(runIds))) {
    await context.overlayLimit.waitUntilSeen(threadId, OPERATION)
  }
  const tables = await context.queries.run(checkpointsOfRunsQuery(runIds), OPERATION)
  const found = groupBy(readCheckpointsOfRuns(tables), ({ threadId }) => threadId)
  const reports: RunDeletionReport[] = []
  for (const [threadId, ofRuns] of found) {
    const outline = await readOutline(context, threadId, OPERATION)
    const lives = new Map(ofRuns.map((one) => [keyOf(one), one.incarnation]))
    const visible = outline.filter(({ isHidden }) => !isHidden)
    const deadAt = context.threads.tombstoneOf(threadId)
    const deleted = new Set(visible.filter((one) => (lives.get(keyOf(one)) ?? -1) > deadAt))
    if (deleted.size === 0) continue
    const left = new Set(visible.filter((one) => !deleted.has(one)))
    if (!dryRun) await hideCheckpoints(context, [...deleted])
    reports.push({
      threadId,
      deleted: deleted.size,
      left: left.size,
      inUse: rowsInUse(outline, left),
    })
  }
  return reports
}

/** Threads with checkpoints of these runs that queries may not return yet. */
function unseenThreads({ overlay }: StoreContext, runIds: ReadonlySet<unknown>): Set<string> {
  const { checkpoints } = overlay.rows({})
  const ofRuns = checkpoints.filter(({ metadata }) => runIds.has(runIdIn(metadata)))
  return new Set(ofRuns.map(({ threadId }) => threadId))
}

function runIdIn(metadata: string): unknown {
  const parsed: unknown = JSON.parse(metadata === '' ? '{}' : metadata)
  return isJsonObject(parsed) ? parsed['run_id'] : undefined
}
