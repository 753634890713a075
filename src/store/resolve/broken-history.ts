import { KustoSaverError } from '../../errors.ts'
import type { MissingLink } from './chain-index.ts'
import type { CheckpointKey } from '../../tables/rows.ts'

const WHAT: Readonly<Record<MissingLink['kind'], string>> = {
  ancestor: 'no longer exists',
  call: 'lacks pending writes',
  value: 'lacks the stored value that the history begins with',
}

const TABLES: Readonly<Record<MissingLink['kind'], string>> = {
  ancestor: 'Checkpoints',
  call: 'CheckpointWrites',
  value: 'CheckpointBlobs',
}

/**
 * Something that a checkpoint rests on no longer exists: its delta channels would come back
 * shortened.
 */
export function brokenHistory(head: CheckpointKey, link: MissingLink): KustoSaverError {
  return new KustoSaverError(
    'HISTORY_BROKEN',
    `Checkpoint ${head.checkpointId} rests on checkpoint ${link.checkpointId}, which ${WHAT[link.kind]}: its delta channels would come back shortened. Did retention or a purge remove rows? To continue from an older state, call the graph's updateState(config, null) with the config of a checkpoint that list() still returns. To start over, call deleteThread(${JSON.stringify(head.threadId)}).`,
    { threadId: head.threadId, table: TABLES[link.kind] },
  )
}

/** The error while the rows may still arrive. */
export function lateHistory(head: CheckpointKey, link: MissingLink): KustoSaverError {
  return new KustoSaverError(
    'HISTORY_INCOMPLETE',
    `Checkpoint ${head.checkpointId} rests on checkpoint ${link.checkpointId}, whose rows in ${TABLES[link.kind]} are not all visible yet. Nothing is lost: try again in a few seconds, or read the thread's latest checkpoint.`,
    {
      retryable: true,
      operation: 'getDeltaChannelHistory',
      threadId: head.threadId,
      table: TABLES[link.kind],
    },
  )
}

export function ownAncestor(head: CheckpointKey, parentId: string): KustoSaverError {
  return new KustoSaverError(
    'HISTORY_BROKEN',
    `Checkpoint ${head.checkpointId} has the parent ${parentId}, which is its own ancestor: the history has no beginning.`,
    { operation: 'getDeltaChannelHistory', threadId: head.threadId, table: 'Checkpoints' },
  )
}
