import type { CheckpointRow, WriteRow } from '../../tables/rows.ts'
import { decodeLineage } from '../values/lineage.ts'
import { callName } from '../values/whole-calls.ts'

/**
 * The writes that led from a checkpoint to its child: of a task whose calls the child names, only
 * those calls. Another one of the same task was not there when the child was put. It is a call that
 * was never acknowledged, from a process that died, and arrived after another process had run the
 * task again. It is older, so it would win.
 *
 * @param writes - all on the checkpoint
 * @param child - undefined if unknown: then all count
 * @throws KustoSaverError `CORRUPT`
 */
export function countedWrites(
  writes: readonly WriteRow[],
  child: CheckpointRow | undefined,
): readonly WriteRow[] {
  const { calls = [], past = [] } = (child && decodeLineage(child.lineage)) ?? {}
  if (child === undefined || calls.length + past.length === 0) return writes
  const { threadId, checkpointNs, parentCheckpointId } = child
  const place = { threadId, checkpointNs, checkpointId: parentCheckpointId }
  const named = new Set([...calls, ...past].map((call) => callName({ ...place, ...call })))
  const isNamed = (row: WriteRow) => named.has(callName(row))
  const tasks = new Set(writes.filter(isNamed).map(({ taskId }) => taskId))
  return writes.filter((row) => isNamed(row) || !tasks.has(row.taskId))
}
