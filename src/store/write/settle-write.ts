import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import type { AppendedRows } from './append-rows.ts'
import { holdRows } from './hold-rows.ts'
import type { CheckpointKey, StoredRows } from '../../tables/rows.ts'
import type { Loss } from '../state/lost-checkpoints.ts'
import type { StoreContext } from '../state/store-context.ts'

export interface WrittenRows {
  readonly scope: OverlayScope
  /** The checkpoint on which nothing may build if the write is lost. */
  readonly key: CheckpointKey
  readonly lost: Loss
  readonly operation: string
  readonly rows: Partial<StoredRows>
  readonly accepted: AppendedRows
  /** Further changes that a failure reverts. */
  readonly undo?: () => void
}

/**
 * Makes rows readable to this process and settles. In durable mode it settles when they are
 * acknowledged, in spooled mode when they are on the local disk. In buffered mode it settles at
 * once; a later failure is reverted and thrown by the thread's next call.
 */
export async function settleWrite(context: StoreContext, written: WrittenRows): Promise<void> {
  const { scope, operation, rows, accepted } = written
  const { overlay, backlog, writeMode } = context
  if (writeMode !== 'buffered') {
    await accepted.acknowledged
    holdRows(overlay, scope, rows, accepted)
    return
  }
  const names = { checkpoints: [], blobs: [], writes: [], tombstones: [], ...rows }
  overlay.add(scope, rows, 'under way')
  backlog.add({
    threadId: scope.threadId,
    operation,
    acknowledged: accepted.acknowledged,
    confirm: () => overlay.acknowledge(scope, names),
    undo: () => {
      backlog.lost.add(written.key, written.lost)
      overlay.withdraw(scope, names)
      written.undo?.()
    },
  })
}
