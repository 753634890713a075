import type { Checkpoint, CheckpointMetadata } from '@langchain/langgraph-checkpoint'
import { KustoSaverError } from '../errors.ts'

/**
 * @throws KustoSaverError `CORRUPT` if the serializer returned something other than a checkpoint
 */
export function asCheckpoint(loaded: unknown): Checkpoint {
  if (isCheckpoint(loaded)) return loaded
  throw new KustoSaverError(
    'CORRUPT',
    'A stored row cannot be loaded as a checkpoint. Was it written with another `serde`, or by another program?',
  )
}

/** @throws KustoSaverError `CORRUPT` */
export function asMetadata(loaded: unknown): CheckpointMetadata {
  if (isMetadata(loaded)) return loaded
  throw new KustoSaverError('CORRUPT', 'The stored metadata of a checkpoint is not a JSON object.')
}

function isCheckpoint(value: unknown): value is Checkpoint {
  return isObject(value) && typeof value['id'] === 'string' && isObject(value['channel_values'])
}

/** Only checks that it is an object: callers may put metadata of any shape. */
function isMetadata(value: unknown): value is CheckpointMetadata {
  return isObject(value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
