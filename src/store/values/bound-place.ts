import type { CheckpointKey, WriteRow } from '../../tables/rows.ts'

/** The thread and namespace of a value. */
export type ValueScope = Pick<CheckpointKey, 'threadId' | 'checkpointNs'>

/**
 * Where an encrypted text belongs. It is authenticated with the text, so a text that was moved
 * elsewhere cannot be decrypted. Ids that a refresh or a copy changes (blob ids, revisions) are not
 * part of it.
 */
export interface BoundPlace extends ValueScope {
  readonly kind: 'value' | 'write' | 'checkpoint'
  /** What it is within the namespace. */
  readonly name: readonly (string | number)[]
  /** For errors; undefined for a checkpoint without its values. */
  readonly channel: string | undefined
}

export function placeOfValue({ threadId, checkpointNs }: ValueScope, channel: string): BoundPlace {
  return { kind: 'value', threadId, checkpointNs, name: [channel], channel }
}

export function placeOfWrite(
  { threadId, checkpointNs }: ValueScope,
  { taskId, idx, channel }: Pick<WriteRow, 'taskId' | 'idx' | 'channel'>,
): BoundPlace {
  return { kind: 'write', threadId, checkpointNs, name: [taskId, idx, channel], channel }
}

export function placeOfCheckpoint({
  threadId,
  checkpointNs,
  checkpointId,
}: CheckpointKey): BoundPlace {
  return {
    kind: 'checkpoint',
    threadId,
    checkpointNs,
    name: [checkpointId],
    channel: undefined,
  }
}

export interface BoundChunk {
  /** The plaintext's type. */
  readonly type: string
  readonly chunk: number
  readonly chunks: number
}

/** The place and the chunk as one text, the same for equal ones only. */
export function boundText(
  { kind, threadId, checkpointNs, name }: BoundPlace,
  { type, chunk, chunks }: BoundChunk,
): string {
  return JSON.stringify([kind, threadId, checkpointNs, name, type, chunk, chunks])
}
