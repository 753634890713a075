import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import { rowsByScope } from './rows-by-scope.ts'
import type { StoredRows, WriteRow } from '../../tables/rows.ts'
import { isPlausible } from '../revisions/revision-clock.ts'
import type { StoreContext, WriterAhead } from '../state/store-context.ts'

/**
 * Learns from every answer: the clock moves past its revisions, the overlay drops returned rows,
 * the incarnations and deletions of its threads are recorded, and cached manifests of deleted
 * threads are dropped.
 *
 * @param scope - the place of all rows; undefined if they may be in several threads or namespaces
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

/** For answers with partial rows. */
export function observeRevisions(context: StoreContext, rows: Partial<StoredRows>): void {
  for (const row of rows.checkpoints ?? []) observeRow(context, row)
  for (const row of rows.writes ?? []) observeRow(context, row)
  context.own?.observe([...(rows.checkpoints ?? []), ...(rows.writes ?? [])])
  for (const { threadId, revision } of rows.tombstones ?? []) {
    context.threads.sawTombstone(threadId, revision)
    context.manifests.forgetThread(threadId, revision)
    // nobody reads them any more, so no answer would ever remove them
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
