import type { Checkpoint, CheckpointMetadata } from '@langchain/langgraph-checkpoint'
import { isJsonObject } from '../json-object.ts'
import type { CheckpointDraft } from '../store/write/checkpoint-put.ts'

/** LangGraph's own channels: emptied after each step, never rebuilt from writes. */
const INTERNAL = /^(?:__|branch:|start:|join:)/

/**
 * The channels of a checkpoint that are rebuilt from writes. LangGraph stores no value of a delta
 * channel in the checkpoint, and counts in its metadata the updates of each since its last snapshot
 * (langgraph/src/pregel/loop.ts, `_putCheckpoint`).
 */
export function deltaChannels(
  { channel_versions: versions, channel_values: values }: Checkpoint,
  metadata: CheckpointMetadata | undefined,
): Pick<CheckpointDraft, 'valueless' | 'deltaChannels' | 'hasVersionedWrites'> {
  const fields: unknown = metadata
  const counters = isJsonObject(fields) ? fields['counters_since_delta_snapshot'] : undefined
  return {
    valueless: Object.keys(versions ?? {}).filter(
      (channel) => !INTERNAL.test(channel) && !Object.hasOwn(values ?? {}, channel),
    ),
    deltaChannels: isJsonObject(counters) ? Object.keys(counters) : undefined,
    hasVersionedWrites: isJsonObject(fields) && fields['delta_writes_versioned'] === true,
  }
}
