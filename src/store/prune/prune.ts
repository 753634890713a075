import type { StoreContext } from '../state/store-context.ts'
import { deleteThread } from '../write/delete-thread.ts'
import { chooseKept } from './choose-kept.ts'
import { hideCheckpoints } from './hide-checkpoints.ts'
import type { PruneReport } from './prune-report.ts'
import type { ResolvedPruneOptions } from './prune-options.ts'
import { readOutline } from './read-outline.ts'
import { rowsInUse } from './rows-in-use.ts'

/** Prunes one thread; one that does not exist is not an error. */
export async function pruneThread(
  context: StoreContext,
  threadId: string,
  options: ResolvedPruneOptions,
): Promise<PruneReport> {
  const outline = await readOutline(context, threadId, 'prune')
  const visible = outline.filter(({ isHidden }) => !isHidden)
  if (options.strategy === 'delete') {
    if (!options.dryRun) {
      await deleteThread(context, threadId)
      context.backlog.lost.forgetThread(threadId)
    }
    return { threadId, pruned: visible.length, kept: [], inUse: [] }
  }
  const forksSinceMs = context.nowMs() - options.keepForksForMs
  const kept = chooseKept(outline, { keep: options.keep, forksSinceMs })
  const pruned = visible.filter((checkpoint) => !kept.has(checkpoint))
  if (!options.dryRun) await hideCheckpoints(context, pruned)
  return {
    threadId,
    pruned: pruned.length,
    kept: [...kept].map(([{ checkpointNs, checkpointId }, why]) => ({
      checkpointNs,
      checkpointId,
      why: [...why],
    })),
    inUse: rowsInUse(outline, new Set(kept.keys())),
  }
}
