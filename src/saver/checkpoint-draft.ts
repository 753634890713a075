import type {
  ChannelVersions,
  Checkpoint,
  CheckpointMetadata,
} from '@langchain/langgraph-checkpoint'
import { KustoSaverError } from '../errors.ts'
import { filterableMetadata } from '../store/queries/metadata-filter.ts'
import type { MayNeedStoring } from '../store/write/may-need-storing.ts'
import type { Payload } from '../store/values/payload.ts'
import type { CheckpointDraft } from '../store/write/checkpoint-put.ts'
import type { ChannelValue } from '../store/values/channel-value.ts'
import { deltaChannels } from './delta-channels.ts'
import { MAX_TEXT_BYTES, tooManyBytes } from './bounded-text.ts'
import { allOf, andThen, type MaybePromise } from './maybe-promise.ts'
import type { ValueSerializer } from './value-serializer.ts'

/**
 * Maximum total size of unversioned channels that stay in the checkpoint's row; nearly all are
 * empty lists and defaults.
 */
const MAX_INLINE_BYTES = 65_536

export interface DraftSerializers {
  readonly values: ValueSerializer
  readonly metadata: ValueSerializer
}

/**
 * Decides where each channel's value goes. A channel with a new version is stored. Channels without
 * a version go into the row (or are stored if they are large). Any other channel is carried over
 * from the parent. LangGraph's validation suite requires the first, its engine relies on the
 * second.
 *
 * Serializes everything before the first await, because the engine continues to modify the same
 * objects.
 *
 * @param mayNeedStoring - whether a carried value is needed in case the parent cannot share it
 * @throws KustoSaverError `INVALID_ARGUMENT`, `UNSERIALIZABLE`, `TOO_LARGE`
 */
export async function draftCheckpoint(
  checkpoint: Checkpoint,
  metadata: CheckpointMetadata,
  newVersions: ChannelVersions | undefined,
  serializers: DraftSerializers,
  mayNeedStoring: MayNeedStoring,
): Promise<CheckpointDraft> {
  const versions = new Map(Object.entries(checkpoint.channel_versions ?? {}))
  const fresh = new Map(Object.entries(newVersions ?? checkpoint.channel_versions ?? {}))
  const channels = Object.entries(checkpoint.channel_values ?? {})
  refuseLongNames([
    ...channels.map(([channel]) => channel),
    ...namesIn(versions),
    ...namesIn(fresh),
  ])
  const carried = new Map([...versions].filter(([channel]) => !fresh.has(channel)))
  const held = channels.filter(([channel]) => carried.has(channel))
  const unversioned = channels.filter(([channel]) => !fresh.has(channel) && !versions.has(channel))
  const changed = channels.filter(([channel]) => fresh.has(channel))
  const dump = (entries: readonly [string, unknown][]): MaybePromise<ChannelValue[]> =>
    allOf(
      entries.map(([channel, value]) => {
        const version = versions.get(channel) ?? fresh.get(channel) ?? null
        const payload = serializers.values.dump(value, channel)
        return andThen(payload, (there): ChannelValue => ({ channel, version, payload: there }))
      }),
    )
  const dumpHead = (inline: readonly [string, unknown][]): MaybePromise<Payload> =>
    serializers.values.dump(
      { ...checkpoint, channel_values: Object.fromEntries(inline) },
      'checkpoint',
    )
  const carriedPayloads = dumpApart(
    held.filter(([channel]) => mayNeedStoring(channel, versions.get(channel))),
    serializers.values,
  )
  const dumped = allOf([
    dump(changed),
    dump(unversioned),
    dumpHead(unversioned),
    unversioned.length === 0 ? undefined : dumpHead([]),
    serializers.metadata.dump(metadata ?? {}, 'metadata'),
  ])
  const [values, apart, fullHead, bareHead, metadataPayload] =
    dumped instanceof Promise ? await dumped : dumped
  const isInline =
    apart.reduce((bytes, { payload }) => bytes + payload.bytes, 0) <= MAX_INLINE_BYTES
  const head = isInline ? fullHead : (bareHead ?? fullHead)
  const metadataText = textOf(metadataPayload, 'metadata')
  return {
    type: head.type,
    checkpoint: textOf(head, 'checkpoint'),
    metadata: metadataText,
    ...describeMetadata(metadataPayload.type, metadataText),
    formatVersion: Number.isSafeInteger(checkpoint.v) ? checkpoint.v : 0,
    values: isInline ? values : [...values, ...apart],
    inline: isInline ? unversioned.map(([channel]) => channel) : [],
    carried,
    held: held.map(([channel]) => channel),
    ...deltaChannels(checkpoint, metadata),
    dumpCarried: async (channel) => carriedPayloads.get(channel),
  }
}

/** @yields channels and their versions */
function* namesIn(versions: ReadonlyMap<string, string | number>): Generator<string> {
  for (const [channel, version] of versions) {
    yield channel
    if (typeof version === 'string') yield version
  }
}

function refuseLongNames(names: Iterable<string>): void {
  for (const name of names) {
    const bytes = tooManyBytes(name)
    if (bytes === undefined) continue
    throw new KustoSaverError(
      'INVALID_ARGUMENT',
      `The checkpoint given to put() has a channel name or a version of ${bytes} bytes; at most ${MAX_TEXT_BYTES} are allowed. Nothing was written.`,
      { operation: 'put' },
    )
  }
}

/** Values by channel. A value that cannot be serialized only rejects when it is needed. */
function dumpApart(
  entries: readonly [string, unknown][],
  serializer: ValueSerializer,
): ReadonlyMap<string, MaybePromise<Payload>> {
  const payloads = new Map<string, MaybePromise<Payload>>()
  for (const [channel, value] of entries) {
    const payload = serializer.dump(value, channel)
    if (payload instanceof Promise) payload.catch(() => undefined)
    payloads.set(channel, payload)
  }
  return payloads
}

/**
 * The stored form, because filters compare with that: `toJSON` and `undefined` make it differ from
 * the caller's object.
 */
function describeMetadata(
  type: string,
  text: string,
): Pick<CheckpointDraft, 'metadataFilter' | 'runId'> {
  const metadata: unknown = type === 'json' ? JSON.parse(text) : undefined
  return { metadataFilter: filterableMetadata(metadata), runId: runIdOf(metadata) }
}

function textOf(payload: Payload, name: string): string {
  const [text] = payload.chunks
  if (payload.chunks.length === 1 && text !== undefined) return text
  const what = name === 'metadata' ? 'The metadata' : 'The checkpoint without its channel values'
  throw new KustoSaverError(
    'TOO_LARGE',
    `${what} takes ${payload.bytes} bytes, more than one chunk (\`maxChunkBytes\`). Nothing was written. Put large values into channels, which are stored in chunks.`,
    { channel: name },
  )
}

/** For analysts only; values of another form stay in the metadata. */
const RUN_ID = /^[\w.:-]{1,256}$/

function runIdOf(metadata: unknown): string {
  if (typeof metadata !== 'object' || metadata === null || !('run_id' in metadata)) return ''
  const runId = metadata.run_id
  return typeof runId === 'string' && RUN_ID.test(runId) ? runId : ''
}
