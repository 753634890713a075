import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import { rowsByScope } from './rows-by-scope.ts'
import type { StoredRows, WriteRow } from '../../tables/rows.ts'
import { isPlausible } from '../revisions/revision-clock.ts'
import type { StoreContext, WriterAhead } from '../state/store-context.ts'

/**
 * What every answer is good for beside its content: the clock moves past it, what was seen needs no
 * overlay any more, the lives and the deletion of its threads are known, and what is known of a
 * deleted thread's values no longer holds.
 *
 * @param scope - where all of the rows are; undefined when they may be in several threads or
 * namespaces
 */
export function observeRows(
  context: StoreContext,
  rows: StoredRows,
  scope: OverlayScope | undefined,
): void {
  observeRevisions(context, rows)
  if (context.overlay.size === 0) return
  if (scope !== undefined) context.overlay.forget(scope, rows)
  else for (const part of rowsByScope(rows)) context.overlay.forget(part.scope, part.rows)
}

/** For answers that bring rows in part. */
export function observeRevisions(context: StoreContext, rows: Partial<StoredRows>): void {
  for (const row of rows.checkpoints ?? []) observeRow(context, row)
  for (const row of rows.writes ?? []) observeRow(context, row)
  for (const { threadId, revision } of rows.tombstones ?? []) {
    context.threads.sawTombstone(threadId, revision)
    context.manifests.forgetThread(threadId, revision)
    // nobody reads them any more, so no answer would ever take them out
    context.overlay.forgetThread(threadId, revision)
  }
}

function observeRow({ clock, threads, onWriterAhead }: StoreContext, row: LivingRow): void {
  const { threadId, revision, incarnation } = row
  if (isPlausible(incarnation)) threads.sawIncarnation(threadId, incarnation)
  if (clock.observe(revision) || !isPlausible(revision)) return
  if (revision <= threads.aheadOf(threadId)) return
  threads.sawAhead(threadId, revision)
  onWriterAhead(row)
}

type LivingRow = Pick<WriteRow, keyof WriterAhead | 'incarnation'>

export function joinRows(a: StoredRows, b: StoredRows): StoredRows {
  return {
    checkpoints: [...a.checkpoints, ...b.checkpoints],
    blobs: [...a.blobs, ...b.blobs],
    writes: [...a.writes, ...b.writes],
    tombstones: [...a.tombstones, ...b.tombstones],
    chain: [...a.chain, ...b.chain],
    calls: [...a.calls, ...b.calls],
    seedChunks: [...a.seedChunks, ...b.seedChunks],
  }
}
