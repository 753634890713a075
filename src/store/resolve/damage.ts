import { isKustoSaverError, KustoSaverError } from '../../errors.ts'
import type { CheckpointKey } from '../../tables/rows.ts'

/**
 * Why an existing checkpoint cannot be read, with its place and the remedy. Each checkpoint fails
 * alone; others of the same answer stay readable.
 *
 * @throws any error that is neither `CORRUPT` nor `NEWER_FORMAT`, because it is a bug
 */
export function damageOf(error: unknown, key: CheckpointKey): KustoSaverError {
  if (!isKustoSaverError(error) || !isDamage(error)) throw error
  if (error.threadId !== undefined) return error
  const thread = JSON.stringify(key.threadId)
  const namespace =
    key.checkpointNs === '' ? '' : ` in namespace ${JSON.stringify(key.checkpointNs)}`
  const details = { threadId: key.threadId, channel: error.channel, table: error.table }
  const seen = `Checkpoint ${key.checkpointId} of thread ${thread}${namespace} cannot be read. ${error.message}`
  // an older state is no remedy: a process that can read this checkpoint continues from it
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

/** @throws KustoSaverError `CORRUPT`, `NEWER_FORMAT` if the work fails with it */
export function namingDamage<T>(key: CheckpointKey, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw damageOf(error, key)
  }
}
