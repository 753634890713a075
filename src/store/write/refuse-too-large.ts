import { KustoSaverError } from '../../errors.ts'
import { runInOneTurn } from '../../event-loop-turns.ts'
import { encodeRow } from '../../ingest/encode-rows.ts'
import { rawJson } from '../../tables/raw-json.ts'
import { CHECKPOINTS, type TableSchema } from '../../tables/schema.ts'
import { blobId } from '../revisions/blob-id.ts'
import { revisionAt } from '../revisions/revision-clock.ts'
import type { StoreContext } from '../state/store-context.ts'
import { encodeLineage, type Lineage } from '../values/lineage.ts'
import { encodeManifest, inlineEntry, type ManifestEntry } from '../values/manifest.ts'
import { placeValue } from '../values/place-value.ts'
import { PLAIN_DIGESTS } from '../values/text-digest.ts'
import type { CheckpointDraft } from './checkpoint-put.ts'

/**
 * `parse_json` returns null above 1 MiB (data-explorer/kusto/query/scalar-data-types/dynamic.md),
 * so no value would be found.
 */
const MAX_COLUMN_BYTES = 1_000_000

/** An entry takes much less, so fewer channels always fit. */
const MAX_ENTRY_BYTES = 1000

/**
 * UTF-8 takes at most this many bytes per character, and JSON escapes take twice as many in ASCII.
 */
const MAX_BYTES_PER_CHARACTER = 3

/**
 * Refuses a put that can never be stored, before any request is sent. Limits that depend on the
 * parent are checked again when its rows are known.
 *
 * @throws KustoSaverError `TOO_LARGE`
 */
export function refuseTooLargePut(context: StoreContext, draft: CheckpointDraft): void {
  const { checkpoint, metadata, metadataFilter, values } = draft
  const { maxRowBytes } = context.sink
  const characters = checkpoint.length + metadata.length + metadataFilter.length
  if (characters * MAX_BYTES_PER_CHARACTER > maxRowBytes) {
    const columns = { checkpoint, metadata, metadata_filter: rawJson(metadataFilter) }
    refuseTooLargeRow(CHECKPOINTS, encodeRow(CHECKPOINTS, columns), maxRowBytes)
  }
  const names = [...values.map(({ channel }) => channel), ...draft.inline]
  const mostBytes = names.reduce((sum, name) => sum + 6 * name.length + MAX_ENTRY_BYTES, 0)
  if (mostBytes > MAX_COLUMN_BYTES) manifestText(provisionalManifest(context, draft))
}

/** @throws KustoSaverError `TOO_LARGE` */
export function manifestText(manifest: readonly ManifestEntry[]): string {
  const text = encodeManifest(manifest)
  const bytes = Buffer.byteLength(text)
  if (bytes <= MAX_COLUMN_BYTES) return text
  throw new KustoSaverError(
    'TOO_LARGE',
    `The list of the checkpoint's ${manifest.length} channel values takes ${bytes} bytes; at most ${MAX_COLUMN_BYTES} can be stored. Nothing was written. Use fewer channels, or shorter names.`,
    { operation: 'put', table: CHECKPOINTS.name },
  )
}

/** @throws KustoSaverError `TOO_LARGE` */
export function lineageText(lineage: Lineage | undefined): string {
  const text = encodeLineage(lineage)
  const bytes = Buffer.byteLength(text)
  if (bytes <= MAX_COLUMN_BYTES) return text
  throw new KustoSaverError(
    'TOO_LARGE',
    `The list of what the checkpoint's delta channels rest on takes ${bytes} bytes; at most ${MAX_COLUMN_BYTES} can be stored. Nothing was written. Use fewer tasks in a superstep, or shorter names of delta channels.`,
    { operation: 'put', table: CHECKPOINTS.name },
  )
}

/** @throws KustoSaverError `TOO_LARGE` */
export function refuseTooLargeRow(table: TableSchema, line: Uint8Array, maxRowBytes: number): void {
  if (line.byteLength <= maxRowBytes) return
  throw new KustoSaverError(
    'TOO_LARGE',
    `A row for ${table.name} takes ${line.byteLength} bytes as JSON; one request holds ${maxRowBytes}. Nothing was written. Put large values into channels, which are stored in chunks.`,
    { table: table.name },
  )
}

/** As large as the real manifest, whose names contain the cluster's time. */
function provisionalManifest(context: StoreContext, draft: CheckpointDraft): ManifestEntry[] {
  const storedAtMs = Math.floor(context.nowMs())
  const stamp = { revision: revisionAt(storedAtMs), writer: context.writer }
  let stored = 0
  const placing = {
    storedAtMs,
    isDue: () => false,
    nextBlobId: () => blobId(stamp, stored++),
    digests: PLAIN_DIGESTS,
  }
  return [
    ...draft.values.map((value) => runInOneTurn(placeValue(value, undefined, placing)).entry),
    ...draft.inline.map((channel) => inlineEntry(channel, storedAtMs)),
  ]
}
