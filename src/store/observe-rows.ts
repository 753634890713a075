import type { OverlayScope } from '../overlay/overlay.ts'
import type { StoredRows } from '../tables/rows.ts'
import type { StoreContext } from './store-context.ts'

/** What every answer is good for beside its content: the clock moves past it, and what was seen needs no overlay any more. */
export function observeRows(
  context: StoreContext,
  rows: StoredRows,
  scope: OverlayScope | undefined,
): void {
  observeRevisions(context, rows)
  if (scope !== undefined) context.overlay.forget(scope, rows)
}

/** For answers that bring rows in part. */
export function observeRevisions(context: StoreContext, rows: Partial<StoredRows>): void {
  const { clock } = context
  for (const row of rows.checkpoints ?? []) clock.observe(row.revision)
  for (const row of rows.writes ?? []) clock.observe(row.revision)
  for (const row of rows.tombstones ?? []) clock.observe(row.revision)
}

export function joinRows(a: StoredRows, b: StoredRows): StoredRows {
  return {
    checkpoints: [...a.checkpoints, ...b.checkpoints],
    blobs: [...a.blobs, ...b.blobs],
    writes: [...a.writes, ...b.writes],
    tombstones: [...a.tombstones, ...b.tombstones],
  }
}
