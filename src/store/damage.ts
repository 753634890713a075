import { isKustoSaverError, KustoSaverError } from '../errors.ts'
import type { CheckpointKey } from '../tables/rows.ts'

/**
 * Why a checkpoint that is there cannot be read, with its place and the way out. Each checkpoint fails alone: others of the same answer
 * are read all the same.
 *
 * @throws what is no `CORRUPT`: a bug
 */
export function damageOf(error: unknown, key: CheckpointKey): KustoSaverError {
  if (!isKustoSaverError(error) || error.code !== 'CORRUPT') throw error
  if (error.threadId !== undefined) return error
  const thread = JSON.stringify(key.threadId)
  const namespace =
    key.checkpointNs === '' ? '' : ` in namespace ${JSON.stringify(key.checkpointNs)}`
  return new KustoSaverError(
    'CORRUPT',
    `Checkpoint ${key.checkpointId} of thread ${thread}${namespace} cannot be read. ${error.message} To go on from an older state, call the graph's updateState(config, null) with the config of a checkpoint that list() gives with this one as \`before\`: that state becomes the latest. To start anew, call deleteThread(${thread}).`,
    { threadId: key.threadId, channel: error.channel, table: error.table },
  )
}

/** @throws KustoSaverError `CORRUPT` when the work fails with it */
export function namingDamage<T>(key: CheckpointKey, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw damageOf(error, key)
  }
}
