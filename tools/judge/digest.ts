import { createHash } from 'node:crypto'
import type { CheckpointTuple } from '@langchain/langgraph-checkpoint'
import { TextDigests } from './text-digests.ts'

/** Digests of values by channel. */
export type Digests = Readonly<Record<string, string>>

export interface SeenWrite {
  readonly task: string
  readonly channel: string
  readonly digest: string
}

/** A checkpoint as a reader got it, small enough for a history. */
export interface SeenCheckpoint {
  readonly thread: string
  readonly ns: string
  readonly id: string
  readonly parent: string | null
  readonly values: Digests
  readonly metadata: string
  readonly writes: readonly SeenWrite[]
}

/**
 * Represents a value as `digest.bytes`. Bytes and JSON differ, as do different orders of keys,
 * which a checkpointer keeps. Values that JSON drops (`undefined`, a function) are not allowed
 * here.
 */
export function digestOf(value: unknown): string {
  return typeof value === 'string' ? TEXTS.digestOf(value, () => computed(value)) : computed(value)
}

const TEXTS = new TextDigests()

function computed(value: unknown): string {
  const isBytes = value instanceof Uint8Array
  const content = isBytes ? value : Buffer.from(JSON.stringify(value) ?? 'undefined')
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 16)
  return `${hash}${isBytes ? 'b' : 'j'}.${content.byteLength}`
}

export function digestsOf(values: Readonly<Record<string, unknown>>): Digests {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([channel, value]) => [channel, digestOf(value)]),
  )
}

export function seenCheckpoint(tuple: CheckpointTuple): SeenCheckpoint {
  const { config, parentConfig, checkpoint, metadata, pendingWrites } = tuple
  return {
    thread: String(config.configurable?.['thread_id']),
    ns: String(config.configurable?.['checkpoint_ns'] ?? ''),
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
