import { rawJson } from '../ingest/encode-rows.ts'
import { KustoSaverError } from '../errors.ts'
import { appendRows } from './append-rows.ts'
import { blobId } from './blob-id.ts'
import { carriedValues } from './carried-values.ts'
import { dueForRefresh } from './may-be-stored.ts'
import { encodeManifest, inlineEntry, type ManifestEntry } from './manifest.ts'
import type { Payload } from './payload.ts'
import { findLineage } from './find-lineage.ts'
import type { KnownCheckpoint } from './known-checkpoint.ts'
import { encodeLineage } from './lineage.ts'
import { placeValue, type NewText, type PlacedValue, type Placing } from './place-value.ts'
import { refreshLineage } from './refresh-lineage.ts'
import { needsRefresh, restoreParts, restoreValue } from './restore-value.ts'
import { storedTexts } from './stored-texts.ts'
import type { BlobRow, CheckpointKey, CheckpointRow, Stamp } from '../tables/rows.ts'
import { BLOBS, CHECKPOINTS, ROW_FORMAT } from '../tables/schema.ts'
import { drawStamp } from './draw-stamp.ts'
import type { SharedValues } from './find-manifest.ts'
import { orderOfPut } from './sending-order.ts'
import { settleWrite } from './settle-write.ts'
import type { StoreContext } from './store-context.ts'

/** A checkpoint taken apart and serialized: everything that a put writes but revisions and ids. */
export interface CheckpointDraft {
  readonly type: string
  readonly checkpoint: string
  readonly metadata: string
  /** JSON of the entries that `list` filters by in the database. */
  readonly metadataFilter: string
  readonly formatVersion: number
  readonly runId: string
  /** Values to store, in the checkpoint's order. */
  readonly values: readonly ChannelValue[]
  /** Unversioned channels that stay in the checkpoint's row. */
  readonly inline: readonly string[]
  /** Channels that did not change, by name, with the version that the checkpoint has of each. */
  readonly carried: ReadonlyMap<string, string | number>
  /** Channels of {@link carried} for which the checkpoint holds a value. */
  readonly held: readonly string[]
  /** Channels with a version and no value: delta channels are among them. */
  readonly valueless: readonly string[]
  /** The delta channels without a snapshot in this checkpoint; undefined when its metadata does not say. */
  readonly deltaChannels: readonly string[] | undefined
  /** Whether each write to a delta channel of this thread has given the channel a version. */
  readonly hasVersionedWrites: boolean
  /** A carried channel's value as it was when the put began, to store it again; undefined when there is nothing to store. */
  readonly dumpCarried: (channel: string) => Promise<Payload | undefined>
}

export interface ChannelValue {
  readonly channel: string
  readonly version: string | number | null
  readonly payload: Payload
}

export interface CheckpointPut {
  readonly key: CheckpointKey
  /** Undefined for a root. */
  readonly parentCheckpointId: string | undefined
  readonly draft: CheckpointDraft
  /** Which life of its thread it belongs to. */
  readonly incarnation: number
}

export interface KnownManifests {
  readonly parent: Promise<KnownCheckpoint> | undefined
  /** Of an earlier put of the same checkpoint. */
  readonly own: Promise<KnownCheckpoint> | undefined
  /** What the parent's rows say, when they have been read already. */
  readonly parentValues: SharedValues | undefined
}

/**
 * Stores a checkpoint: its new values and its row go out at the same time, the manifest in the row makes that safe.
 * Settles as the write mode says, with what a child needs to know.
 *
 * @param known - manifests as far as this process has them under way
 */
export async function putCheckpoint(
  context: StoreContext,
  put: CheckpointPut,
  known: KnownManifests,
): Promise<KnownCheckpoint> {
  const { key, draft } = put
  const carried = await carriedValues(context, put, known)
  const { entries: inherited, lost, parent } = carried
  const rescued = await dumpLost(draft, lost)
  const stamp = drawStamp(context, key.threadId, put.incarnation)
  const placing = placingOf(context, stamp)
  const mayShare = draft.values.length + inherited.length <= MAX_CHANNELS_IN_PARTS
  const ancestors = new Map((mayShare ? parent : [])?.map((entry) => [entry.channel, entry]))
  const placed = [
    ...draft.values.map((value) => placeValue(value, ancestors.get(value.channel), placing)),
    ...rescued.map((value) => placeValue(value, undefined, placing)),
  ]
  placed.push(...(await placeInherited(context, put, inherited, placing)))
  const { storedAtMs } = placing
  const manifest = [
    ...placed.map(({ entry }) => entry),
    ...draft.inline.map((channel) => inlineEntry(channel, storedAtMs)),
  ]
  const start = await findLineage(context, put, { ...carried, manifest })
  const place = await refreshLineage(context, key, put.parentCheckpointId ?? '', start)
  const row: CheckpointRow = {
    ...key,
    ...stamp,
    parentCheckpointId: put.parentCheckpointId ?? '',
    type: draft.type,
    checkpoint: draft.checkpoint,
    metadata: draft.metadata,
    manifest: manifestText(manifest),
    formatVersion: draft.formatVersion,
    incarnation: put.incarnation,
    depth: place.depth,
    lineage: encodeLineage(place.lineage),
    storedAtMs,
    putAtMs: storedAtMs,
  }
  const blobs = placed
    .flatMap(({ texts }) => texts)
    .flatMap((text) => blobRows(text, stamp, storedAtMs))
  const createdAt = new Date(storedAtMs).toISOString()
  await context.room.make()
  const accepted = await appendRows(
    context.sink,
    [
      { table: BLOBS, rows: blobs.map((blob) => blobColumns(key, blob, createdAt)) },
      { table: CHECKPOINTS, rows: [checkpointColumns(row, draft, manifest, createdAt)] },
    ],
    orderOfPut(context, key, put.parentCheckpointId),
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
  return { ...place, manifest, parentCheckpointId: row.parentCheckpointId, storedAtMs }
}

/** The manifest of more would come near what it may take, were each value in parts. */
const MAX_CHANNELS_IN_PARTS = 256

function placingOf(context: StoreContext, stamp: Stamp): Placing {
  let stored = 0
  return {
    storedAtMs: Math.floor(context.nowMs()),
    isDue: dueForRefresh(context),
    nextBlobId: () => blobId(stamp, stored++),
  }
}

/** Values that did not change, those stored again that retention might remove soon. */
async function placeInherited(
  context: StoreContext,
  { key, draft }: CheckpointPut,
  inherited: readonly ManifestEntry[],
  placing: Placing,
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
  return inherited.map((entry) => {
    const payload = held.get(entry)
    return payload === undefined
      ? restoreParts(entry, texts, placing)
      : restoreValue(entry, payload, placing)
  })
}

/** What lies nowhere because an earlier put failed is stored with the one that has it in hand. */
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

/** `parse_json` gives null above 1 MiB (data-explorer/kusto/query/scalar-data-types/dynamic.md), and then no value would be found. */
const MAX_MANIFEST_BYTES = 1_000_000

function manifestText(manifest: readonly ManifestEntry[]): string {
  const text = encodeManifest(manifest)
  const bytes = Buffer.byteLength(text)
  if (bytes <= MAX_MANIFEST_BYTES) return text
  throw new KustoSaverError(
    'TOO_LARGE',
    `The list of the checkpoint's ${manifest.length} channel values takes ${bytes} bytes; at most ${MAX_MANIFEST_BYTES} can be stored. Nothing was written. Use fewer channels, or shorter names.`,
    { operation: 'put', table: CHECKPOINTS.name },
  )
}

interface NewBlob {
  readonly row: BlobRow
  readonly channel: string
  readonly version: string | number | null
}

function blobRows(text: NewText, stamp: Stamp, storedAtMs: number): NewBlob[] {
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
  { row, channel, version }: NewBlob,
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
