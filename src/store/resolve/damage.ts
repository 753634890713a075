import { isKustoSaverError, KustoSaverError } from '../../errors.ts'
import type { CheckpointKey } from '../../tables/rows.ts'

/**
 * Why a checkpoint that is there cannot be read, with its place and the way out. Each checkpoint
 * fails alone: others of the same answer are read all the same.
 *
 * @throws what is neither `CORRUPT` nor `NEWER_FORMAT`: a bug
 */
export function damageOf(error: unknown, key: CheckpointKey): KustoSaverError {
  if (!isKustoSaverError(error) || !isDamage(error)) throw error
  if (error.threadId !== undefined) return error
  const thread = JSON.stringify(key.threadId)
  const namespace =
    key.checkpointNs === '' ? '' : ` in namespace ${JSON.stringify(key.checkpointNs)}`
  const details = { threadId: key.threadId, channel: error.channel, table: error.table }
  const seen = `Checkpoint ${key.checkpointId} of thread ${thread}${namespace} cannot be read. ${error.message}`
  // an older state is no way out: a process that can read this one goes on from it
  if (error.code === 'NEWER_FORMAT') return new KustoSaverError(error.code, seen, details)
  return new KustoSaverError(
    'CORRUPT',
    `${seen} To continue from an older state, call the graph's updateState(config, null) with the config of a checkpoint that list() returns with this one as \`before\`: that state becomes the latest. To start over, call deleteThread(${thread}).`,
    details,
  )
}

function isDamage({ code }: KustoSaverError): boolean {
  return code === 'CORRUPT' || code === 'NEWER_FORMAT'
}

/** @throws KustoSaverError `CORRUPT`, `NEWER_FORMAT` when the work fails with it */
export function namingDamage<T>(key: CheckpointKey, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw damageOf(error, key)
  }
}
