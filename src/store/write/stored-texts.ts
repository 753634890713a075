import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import { groupBy } from '../values/group-by.ts'
import type { Payload } from '../values/payload.ts'
import { blobsByIdQuery } from '../queries/blobs-by-id.ts'
import { readBlobs } from '../queries/stored-rows.ts'
import type { StoreContext } from '../state/store-context.ts'
import type { BlobRow } from '../../tables/rows.ts'

/**
 * Reads stored texts by blob id, in their chunks, without incomplete ones. Sends a request if there
 * are any.
 */
export async function storedTexts(
  context: StoreContext,
  scope: OverlayScope,
  blobIds: readonly string[],
): Promise<ReadonlyMap<string, Payload>> {
  if (blobIds.length === 0) return new Map()
  const tables = await context.queries.run(blobsByIdQuery(scope, blobIds), 'put')
  const rows = [...readBlobs(tables), ...context.overlay.rows(scope).blobs]
  const byId = groupBy(rows, (row) => row.blobId)
  return new Map(
    blobIds.flatMap((blobId) => {
      const payload = wholeStoring(byId.get(blobId) ?? [])
      return payload === undefined ? [] : [[blobId, payload] as const]
    }),
  )
}

/** Only the chunks of one stored copy belong together. */
function wholeStoring(rows: readonly BlobRow[]): Payload | undefined {
  for (const storing of groupBy(rows, (row) => `${row.revision} ${row.writer}`).values()) {
    const first = storing[0]
    if (first === undefined) continue
    const chunks: (string | undefined)[] = Array.from({ length: first.chunks })
    for (const { chunk, value } of storing) chunks[chunk] = value
    const there = chunks.filter((chunk) => chunk !== undefined)
    const bytes = there.reduce((sum, chunk) => sum + Buffer.byteLength(chunk), 0)
    if (there.length === first.chunks && bytes === first.bytes) {
      return { type: first.type, bytes, chunks: there }
    }
  }
  return undefined
}
