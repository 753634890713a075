import type { KustoSaver, PruneReport, RunDeletionReport } from '../../index.ts'
import { textTable } from '../output/text-table.ts'

export interface PruneQuestion {
  readonly threadId: string
  /** How many of the newest checkpoints of each namespace stay. */
  readonly keep: number
  /** Otherwise nothing changes. */
  readonly isSure: boolean
}

/** Undefined for a thread without checkpoints. */
export async function pruneOne(
  saver: KustoSaver,
  { threadId, keep, isSure }: PruneQuestion,
): Promise<PruneReport | undefined> {
  const [report] = await saver.prune([threadId], { keep, dryRun: !isSure })
  const isThere = report !== undefined && report.pruned + report.kept.length > 0
  return isThere ? report : undefined
}

/** What stays and why, then what does not. */
export function pruneText({ pruned, kept, inUse }: PruneReport, isDone: boolean): string {
  const rows = kept.map(({ checkpointNs, checkpointId, why }) => [
    checkpointNs,
    checkpointId,
    why.join(', '),
  ])
  return [
    textTable(['NAMESPACE', 'CHECKPOINT', 'KEPT FOR'], rows),
    `${isDone ? 'Pruned' : 'Would prune'} ${checkpoints(pruned)}.${usedText(inUse.length)}`,
  ].join('\n')
}

/** What goes of each thread. */
export function runDeletionText(reports: readonly RunDeletionReport[], isDone: boolean): string {
  const rows = reports.map(({ threadId, deleted, left }) => [threadId, deleted, left])
  const sum = reports.reduce((count, { deleted }) => count + deleted, 0)
  const used = reports.reduce((count, { inUse }) => count + inUse.length, 0)
  return [
    textTable(['THREAD', 'DELETED', 'LEFT'], rows),
    `${isDone ? 'Deleted' : 'Would delete'} ${checkpoints(sum)}.${usedText(used)}`,
  ].join('\n')
}

function usedText(count: number): string {
  if (count === 0) return ''
  return ` Kept checkpoints still rest on the rows of ${checkpoints(count)} that readers do not see.`
}

function checkpoints(count: number): string {
  return count === 1 ? '1 checkpoint' : `${count} checkpoints`
}
