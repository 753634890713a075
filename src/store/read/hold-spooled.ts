import type { RowsOfCall } from '../../ingest/row-sink.ts'
import type { StoreContext } from '../state/store-context.ts'
import { observeRevisions } from './observe-rows.ts'
import { spooledRows } from './spooled-rows.ts'

/**
 * Makes rows readable that an earlier process stored on the local disk and Kusto has not
 * acknowledged, and learns from them what the process knew: revisions, incarnations, deletions.
 *
 * @returns what to call when Kusto has acknowledged them
 */
export function holdSpooled(context: StoreContext, call: RowsOfCall): () => void {
  const parts = spooledRows(call)
  for (const { scope, rows } of parts) {
    context.overlay.add(scope, rows, 'under way')
    observeRevisions(context, rows)
  }
  return () => {
    for (const { scope, rows } of parts) context.overlay.acknowledge(scope, rows)
  }
}
