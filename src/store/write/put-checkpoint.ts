import { runSteps } from '../../event-loop-turns.ts'
import { rawJson } from '../../tables/raw-json.ts'
import { appendRows } from './append-rows.ts'
import { blobId } from '../revisions/blob-id.ts'
import { carriedValues } from './carried-values.ts'
import { dueForRefresh } from './may-need-storing.ts'
import { inlineEntry, type ManifestEntry } from '../values/manifest.ts'
import type { Payload } from '../values/payload.ts'
import { findLineage } from './find-lineage.ts'
import type { KnownCheckpoint } from '../resolve/known-checkpoint.ts'
import {
  placeValue,
  type NewBlob,
  type PlacedValue,
  type PlacementContext,
} from '../values/place-value.ts'
import { lineageText, manifestText } from './refuse-too-large.ts'
import { refreshLineage } from './refresh-lineage.ts'
import { dueParts, needsRefresh, refreshParts, refreshValue } from '../values/refresh-value.ts'
import { storedTexts } from './stored-texts.ts'
import { placeOfValue } from '../values/bound-place.ts'
import { sealPayload } from '../values/seal-payload.ts'
import { keyedDigests, PLAIN_DIGESTS, type ShownDigests } from '../values/text-digest.ts'
import type { ValueEncryption } from '../values/value-encryption.ts'
import type { BlobRow, CheckpointKey, CheckpointRow, Stamp } from '../../tables/rows.ts'
import { BLOBS, CHECKPOINTS, ROW_FORMAT } from '../../tables/schema.ts'
import { drawStamp } from '../state/draw-stamp.ts'
import { orderOfPut } from '../state/sending-order.ts'
import { settleWrite } from './settle-write.ts'
import type { StoreContext } from '../state/store-context.ts'
import type { ChannelValue } from '../values/channel-value.ts'
import type { CheckpointDraft, CheckpointPut, KnownManifests } from './checkpoint-put.ts'

/**
 * Stores a checkpoint. Its new values and its row are sent at the same time, which the manifest in
 * the row makes safe. Settles according to the write mode, with what a child needs to know.
 *
 * @param known - manifests, as far as this process has them
 */
export async function putCheckpoint(
  context: StoreContext,
  put: CheckpointPut,
  known: KnownManifests,
): Promise<KnownCheckpoint> {
  const { key, draft } = put
  const carried = await carriedValues(context, put, known)
  const { entries: inherited, lost, parent, parentCheckpointId } = carried
  const rescued = await dumpLost(draft, lost)
  const stamp = drawStamp(context, key.threadId, put.incarnation)
  const { encryption } = context
  const digests =
    encryption === undefined ? PLAIN_DIGESTS : keyedDigests(await encryption.currentKey())
  const placing = placingOf(context, stamp, digests)
  const mayShare = draft.values.length + inherited.length <= MAX_CHANNELS_IN_PARTS
  const ancestors = new Map((mayShare ? parent : [])?.map((entry) => [entry.channel, entry]))
  const placed: PlacedValue[] = []
  for (const value of [...draft.values, ...rescued]) {
    const steps = placeValue(value, ancestors.get(value.channel), placing)
    const made = runSteps(steps, value.payload.bytes)
    placed.push(made instanceof Promise ? await made : made)
  }
  const kept = await placeInherited(context, put, inherited, placing)
  const refreshed = kept.reduce((values, { blobs: again }) => values + again.length, 0)
  context.counts.valuesDue(dueParts(inherited, placing))
  placed.push(...kept)
  const { storedAtMs } = placing
  const manifest = [
    ...placed.map(({ entry }) => entry),
    ...draft.inline.map((channel) => inlineEntry(channel, storedAtMs)),
  ]
  const start = await findLineage(context, put, { ...carried, manifest })
  const place = await refreshLineage(context, key, parentCheckpointId, start)
  const row: CheckpointRow = {
    ...key,
    ...stamp,
    parentCheckpointId,
    type: draft.type,
    checkpoint: draft.checkpoint,
    metadata: draft.metadata,
    manifest: manifestText(manifest),
    formatVersion: draft.formatVersion,
    incarnation: put.incarnation,
    depth: place.depth,
    lineage: lineageText(place.lineage),
    storedAtMs,
    putAtMs: storedAtMs,
  }
  const texts = placed.flatMap((value) => value.blobs)
  const sealed = encryption === undefined ? texts : await sealTexts(encryption, key, texts)
  const blobs = sealed.flatMap((text) => blobRows(text, stamp, storedAtMs))
  const createdAt = new Date(storedAtMs).toISOString()
  await context.overlayLimit.waitForSpace()
  const accepted = await appendRows(
    context.sink,
    [
      { table: BLOBS, rows: blobs.map((blob) => blobColumns(key, blob, createdAt)) },
      { table: CHECKPOINTS, rows: [checkpointColumns(row, draft, manifest, createdAt)] },
    ],
    () => orderOfPut(context, key, put.parentCheckpointId),
  )
  await settleWrite(context, {
    scope: key,
    key,
    lost: 'checkpoint',
    operation: 'put',
    rows: { checkpoints: [row], blobs: blobs.map(({ row: blob }) => blob) },
    accepted,
    undo: () => context.manifests.forget(key),
  })
  context.counts.valuesRefreshed(refreshed)
  return { ...place, manifest, parentCheckpointId, storedAtMs }
}

/** The manifest of more channels would approach its size limit if each value had several parts. */
const MAX_CHANNELS_IN_PARTS = 256

function placingOf(context: StoreContext, stamp: Stamp, digests: ShownDigests): PlacementContext {
  let stored = 0
  return {
    storedAtMs: Math.floor(context.nowMs()),
    isDue: dueForRefresh(context),
    nextBlobId: () => blobId(stamp, stored++),
    digests,
  }
}

/** Unchanged values; refreshes those that retention might remove soon. */
async function placeInherited(
  context: StoreContext,
  { key, draft }: CheckpointPut,
  inherited: readonly ManifestEntry[],
  placing: PlacementContext,
): Promise<PlacedValue[]> {
  const held = new Map<ManifestEntry, Payload>()
  const orphans: ManifestEntry[] = []
  for (const entry of inherited.filter((one) => needsRefresh(one, placing))) {
    const payload = await draft.dumpCarried(entry.channel)
    if (payload === undefined) orphans.push(entry)
    else held.set(entry, payload)
  }
  const blobIds = orphans.flatMap(({ parts }) => parts.map((part) => part.blobId))
  const texts = await storedTexts(context, key, blobIds)
  const placed: PlacedValue[] = []
  for (const entry of inherited) {
    const payload = held.get(entry)
    placed.push(
      payload === undefined
        ? refreshParts(entry, texts, placing)
        : await runSteps(refreshValue(entry, payload, placing), payload.bytes),
    )
  }
  return placed
}

/** Values missing because an earlier put failed are stored by a put that contains them. */
async function dumpLost(
  draft: CheckpointDraft,
  channels: readonly string[],
): Promise<ChannelValue[]> {
  const rescued: ChannelValue[] = []
  for (const channel of channels) {
    const payload = await draft.dumpCarried(channel)
    const version = draft.carried.get(channel) ?? null
    if (payload !== undefined) rescued.push({ channel, version, payload })
  }
  return rescued
}

async function sealTexts(
  encryption: ValueEncryption,
  key: CheckpointKey,
  texts: readonly NewBlob[],
): Promise<NewBlob[]> {
  const sealed: NewBlob[] = []
  for (const text of texts) {
    const place = placeOfValue(key, text.channel)
    sealed.push({ ...text, payload: await sealPayload(encryption, text.payload, place) })
  }
  return sealed
}

interface BlobChunk {
  readonly row: BlobRow
  readonly channel: string
  readonly version: string | number | null
}

function blobRows(text: NewBlob, stamp: Stamp, storedAtMs: number): BlobChunk[] {
  const { channel, version, blobId: id, payload } = text
  return payload.chunks.map((value, chunk) => ({
    channel,
    version,
    row: {
      ...stamp,
      blobId: id,
      type: payload.type,
      chunk,
      chunks: payload.chunks.length,
      value,
      bytes: payload.bytes,
      storedAtMs,
    },
  }))
}

function blobColumns(
  key: CheckpointKey,
  { row, channel, version }: BlobChunk,
  createdAt: string,
): Record<string, unknown> {
  return {
    thread_id: key.threadId,
    checkpoint_ns: key.checkpointNs,
    blob_id: row.blobId,
    channel,
    version: version === null ? '' : String(version),
    type: row.type,
    chunk: row.chunk,
    chunks: row.chunks,
    value: row.value,
    bytes: row.bytes,
    revision: row.revision,
    writer: row.writer,
    created_at: createdAt,
    row_format: ROW_FORMAT,
  }
}

function checkpointColumns(
  row: CheckpointRow,
  draft: CheckpointDraft,
  manifest: readonly ManifestEntry[],
  createdAt: string,
): Record<string, unknown> {
  const ownBytes = row.checkpoint.length + row.metadata.length + row.manifest.length
  return {
    thread_id: row.threadId,
    checkpoint_ns: row.checkpointNs,
    checkpoint_id: row.checkpointId,
    parent_checkpoint_id: row.parentCheckpointId,
    type: row.type,
    checkpoint: row.checkpoint,
    metadata: row.metadata,
    metadata_filter: rawJson(draft.metadataFilter),
    manifest: row.manifest,
    bytes: manifest.reduce((bytes, entry) => bytes + entry.bytes, ownBytes),
    format_version: row.formatVersion,
    run_id: draft.runId,
    incarnation: row.incarnation,
    depth: row.depth,
    lineage: row.lineage,
    revision: row.revision,
    writer: row.writer,
    created_at: createdAt,
    row_format: ROW_FORMAT,
  }
}
