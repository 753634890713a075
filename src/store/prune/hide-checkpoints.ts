import { HIDING_CHANNEL, HIDING_IDX } from '../../tables/hidden-kql.ts'
import type { WriteRow } from '../../tables/rows.ts'
import { WRITES } from '../../tables/schema.ts'
import type { StoreContext } from '../state/store-context.ts'
import { groupBy } from '../values/group-by.ts'
import { appendRows } from '../write/append-rows.ts'
import { holdRows } from '../write/hold-rows.ts'
import { writeColumns } from '../write/write-columns.ts'
import type { OutlinedCheckpoint } from './outline.ts'

/** So that a long thread does not fill the overlay at once. */
const ROWS_AT_ONCE = 500

/**
 * Hides checkpoints of one thread from all readers, one row each; needs only the role Ingestor. The
 * rows have the lives of their checkpoints, so a deletion of the thread meanwhile hides them too.
 */
export async function hideCheckpoints(
  context: StoreContext,
  checkpoints: readonly OutlinedCheckpoint[],
): Promise<void> {
  for (let from = 0; from < checkpoints.length; from += ROWS_AT_ONCE) {
    const rows = checkpoints
      .slice(from, from + ROWS_AT_ONCE)
      .map((checkpoint) => hidingRow(context, checkpoint))
    await context.overlayLimit.waitForSpace()
    const createdAt = new Date(context.nowMs()).toISOString()
    const accepted = await appendRows(context.sink, [
      { table: WRITES, rows: rows.map((row) => writeColumns(row, createdAt)) },
    ])
    await accepted.acknowledged
    for (const writes of groupBy(rows, ({ checkpointNs }) => checkpointNs).values()) {
      const [first] = writes
      if (first !== undefined) holdRows(context.overlay, first, { writes }, accepted)
    }
  }
}

/** Above all revisions of the checkpoint, whatever the clock of its writer says. */
function hidingRow(context: StoreContext, checkpoint: OutlinedCheckpoint): WriteRow {
  const { threadId, checkpointNs, checkpointId, head } = checkpoint
  const floor = Math.max(head.revision, context.threads.aheadOf(threadId))
  return {
    threadId,
    checkpointNs,
    checkpointId,
    revision: context.clock.nextAfter(floor),
    writer: context.writer,
    taskId: '',
    taskPath: '',
    idx: HIDING_IDX,
    channel: HIDING_CHANNEL,
    type: 'json',
    valueJson: 'null',
    chunk: 0,
    chunks: 1,
    bytes: 4,
    upsert: true,
    callRows: 1,
    incarnation: head.incarnation,
  }
}
