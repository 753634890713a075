import type {
  ChannelVersions,
  Checkpoint,
  CheckpointMetadata,
} from '@langchain/langgraph-checkpoint'
import { KustoSaverError } from '../errors.ts'
import { filterableMetadata } from '../store/metadata-filter.ts'
import type { Payload } from '../store/payload.ts'
import type { ChannelValue, CheckpointDraft } from '../store/put-checkpoint.ts'
import type { ValueSerializer } from './value-serializer.ts'

/** Unversioned channels up to this size stay in the checkpoint's row; nearly all are empty lists and defaults. */
const MAX_INLINE_BYTES = 16_384

/**
 * Decides where each channel's value goes: a channel that has a new version is stored; one without any version goes into the row (or
 * is stored, when it is large); any other is carried over from the parent. LangGraph's validation suite wants the first, its
 * engine relies on the second.
 *
 * @throws KustoSaverError `UNSERIALIZABLE`, `TOO_LARGE`
 */
export async function draftCheckpoint(
  checkpoint: Checkpoint,
  metadata: CheckpointMetadata,
  newVersions: ChannelVersions | undefined,
  serializers: { readonly values: ValueSerializer; readonly metadata: ValueSerializer },
): Promise<CheckpointDraft> {
  const versions = new Map(Object.entries(checkpoint.channel_versions ?? {}))
  const fresh = new Map(Object.entries(newVersions ?? checkpoint.channel_versions ?? {}))
  const values: ChannelValue[] = []
  const inline: [string, unknown][] = []
  for (const [channel, value] of Object.entries(checkpoint.channel_values ?? {})) {
    const version = fresh.get(channel)
    if (version !== undefined) {
      const payload = await serializers.values.dump(value, channel)
      values.push({ channel, version: versions.get(channel) ?? version, payload })
    } else if (!versions.has(channel)) {
      const payload = await serializers.values.dump(value, channel)
      if (payload.bytes <= MAX_INLINE_BYTES) inline.push([channel, value])
      else values.push({ channel, version: null, payload })
    }
  }
  const head = await serializers.values.dump(
    { ...checkpoint, channel_values: Object.fromEntries(inline) },
    'checkpoint',
  )
  const metadataText = textOf(
    await serializers.metadata.dump(metadata ?? {}, 'metadata'),
    'metadata',
  )
  const carried = new Map([...versions].filter(([channel]) => !fresh.has(channel)))
  return {
    type: head.type,
    checkpoint: textOf(head, 'checkpoint'),
    metadata: metadataText,
    metadataFilter: filterableMetadata(metadata),
    formatVersion: Number.isSafeInteger(checkpoint.v) ? checkpoint.v : 0,
    runId: runIdOf(metadata ?? {}),
    values,
    inline: inline.map(([channel]) => channel),
    carried,
    held: Object.keys(checkpoint.channel_values ?? {}).filter((channel) => carried.has(channel)),
    dumpCarried: async (channel) =>
      Object.hasOwn(checkpoint.channel_values ?? {}, channel)
        ? serializers.values.dump(checkpoint.channel_values[channel], channel)
        : undefined,
  }
}

function textOf(payload: Payload, name: string): string {
  const [text] = payload.chunks
  if (payload.chunks.length === 1 && text !== undefined) return text
  const what = name === 'metadata' ? 'The metadata' : 'The checkpoint without its channel values'
  throw new KustoSaverError(
    'TOO_LARGE',
    `${what} takes ${payload.bytes} bytes, more than one piece (\`maxChunkBytes\`) holds. Nothing was written. Put large values into channels: those are stored in pieces.`,
    { channel: name },
  )
}

/** For analysts only: what looks otherwise stays in the metadata. */
const RUN_ID = /^[\w.:-]{1,256}$/

function runIdOf(metadata: CheckpointMetadata): string {
  const runId: unknown = 'run_id' in metadata ? metadata.run_id : undefined
  return typeof runId === 'string' && RUN_ID.test(runId) ? runId : ''
}
