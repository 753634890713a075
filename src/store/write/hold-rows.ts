import type { AcceptedWrite } from '../../ingest/row-sink.ts'
import type { Overlay } from '../../overlay/overlay.ts'
import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import type { StoredRows } from '../../tables/rows.ts'

/**
 * Makes acknowledged rows readable to this process. Rows that are acknowledged on the local disk
 * are still on their way to Kusto: how long they may take to become visible counts from there.
 */
export function holdRows(
  overlay: Overlay,
  scope: OverlayScope,
  rows: Partial<StoredRows>,
  { shipped }: Pick<AcceptedWrite, 'shipped'>,
): void {
  if (shipped === undefined) {
    overlay.add(scope, rows)
    return
  }
  const names = { checkpoints: [], blobs: [], writes: [], tombstones: [], ...rows }
  overlay.add(scope, rows, 'under way')
  void shipped.then(() => overlay.acknowledge(scope, names))
}
