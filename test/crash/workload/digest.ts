import { createHash } from 'node:crypto'
import type { CheckpointTuple } from '@langchain/langgraph-checkpoint'

/** Digests of the values by channel. */
export type Digests = Readonly<Record<string, string>>

export interface SeenWrite {
  readonly task: string
  readonly channel: string
  readonly digest: string
}

/** What a reader was given, small enough for a ledger. */
export interface SeenCheckpoint {
  readonly ns: string
  readonly id: string
  readonly parent: string | null
  readonly values: Digests
  readonly metadata: string
  readonly writes: readonly SeenWrite[]
}

/** Bytes and JSON differ; so does another order of keys, which a checkpointer has to keep. */
export function digestOf(value: unknown): string {
  const isBytes = value instanceof Uint8Array
  return createHash('sha256')
    .update(isBytes ? value : JSON.stringify(value))
    .digest('base64url')
    .slice(0, 16)
    .concat(isBytes ? 'b' : 'j')
}

export function digestsOf(values: Readonly<Record<string, unknown>>): Digests {
  return Object.fromEntries(
    Object.entries(values).map(([channel, value]) => [channel, digestOf(value)]),
  )
}

export function seenCheckpoint(tuple: CheckpointTuple): SeenCheckpoint {
  const { config, parentConfig, checkpoint, metadata, pendingWrites } = tuple
  return {
    ns: String(config.configurable?.['checkpoint_ns']),
    id: String(config.configurable?.['checkpoint_id']),
    parent: textOrNull(parentConfig?.configurable?.['checkpoint_id']),
    values: digestsOf(checkpoint.channel_values),
    metadata: digestOf(metadata),
    writes: (pendingWrites ?? []).map(([task, channel, value]) => ({
      task,
      channel,
      digest: digestOf(value),
    })),
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
