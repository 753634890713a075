import { isDeepStrictEqual } from 'node:util'
import type { CheckpointTuple, SerializerProtocol } from '@langchain/langgraph-checkpoint'
import { configured } from './thread-keys.ts'

/**
 * The fields in which a checkpoint differs from its source, as `ImportDifference` names them.
 * Values are equal if a serializer writes the same for both, because savers may return bytes as a
 * Buffer or not.
 */
export async function differingFields(
  source: CheckpointTuple,
  target: CheckpointTuple | undefined,
  serde: SerializerProtocol,
): Promise<string[]> {
  if (target === undefined) return ['checkpoint']
  const { channel_values: sourceValues, ...sourceHead } = source.checkpoint
  const { channel_values: targetValues, ...targetHead } = target.checkpoint
  const channels = new Set([...Object.keys(sourceValues), ...Object.keys(targetValues)])
  const pairs: [field: string, a: unknown, b: unknown][] = [
    ['checkpoint', sourceHead, targetHead],
    ['metadata', source.metadata ?? {}, target.metadata ?? {}],
    ['parentConfig', parentOf(source), parentOf(target)],
    ['pendingWrites', source.pendingWrites ?? [], target.pendingWrites ?? []],
    ...[...channels].map((channel): [string, unknown, unknown] => [
      `channel_values.${channel}`,
      sourceValues[channel],
      targetValues[channel],
    ]),
  ]
  const fields: string[] = []
  for (const [field, a, b] of pairs) if (!(await isSame(a, b, serde))) fields.push(field)
  return fields
}

function parentOf({ parentConfig }: CheckpointTuple): string {
  return configured(parentConfig, 'checkpoint_id')
}

async function isSame(a: unknown, b: unknown, serde: SerializerProtocol): Promise<boolean> {
  if (isDeepStrictEqual(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false
    for (const [index, item] of a.entries()) {
      if (!(await isSame(item, b[index], serde))) return false
    }
    return true
  }
  const [[typeA, bytesA], [typeB, bytesB]] = await Promise.all([
    serde.dumpsTyped(a),
    serde.dumpsTyped(b),
  ])
  return typeA === typeB && Buffer.from(bytesA).equals(Buffer.from(bytesB))
}
