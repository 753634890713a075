import type { OverlayScope } from '../overlay/overlay-entry.ts'
import { rowsByScope } from './rows-by-scope.ts'
import type { StoredRows } from '../tables/rows.ts'
import type { StoreContext } from './store-context.ts'

/**
 * What every answer is good for beside its content: the clock moves past it, what was seen needs no overlay any more, and what is
 * known of a deleted thread's values no longer holds.
 *
 * @param scope - where all of the rows are; undefined when they may be in several threads or namespaces
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
  const { clock, manifests } = context
  for (const row of rows.checkpoints ?? []) clock.observe(row.revision)
  for (const row of rows.writes ?? []) clock.observe(row.revision)
  for (const row of rows.tombstones ?? []) {
    clock.observe(row.revision)
    manifests.forgetThread(row.threadId, row.revision)
  }
}

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
