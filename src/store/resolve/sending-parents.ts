import type { CheckpointRow } from '../../tables/rows.ts'

/** Before this format, a checkpoint's sends are among its parent's writes. */
export const FIRST_WITH_OWN_SENDS = 4

/** LangGraph's channel of tasks to run next. */
export const TASKS_CHANNEL = '__pregel_tasks'

/** Parents whose writes belong to the state of these checkpoints. */
export function sendingParentIds(rows: readonly CheckpointRow[]): string[] {
  const parents = rows
    .filter((row) => row.formatVersion < FIRST_WITH_OWN_SENDS && row.parentCheckpointId !== '')
    .map((row) => row.parentCheckpointId)
  return [...new Set(parents)]
}
