import { KustoSaverError } from '../../errors.ts'
import { deleteThread } from '../write/delete-thread.ts'
import { newIncarnation } from '../write/incarnation.ts'
import { observeRevisions } from '../read/observe-rows.ts'
import { readTombstones } from '../queries/stored-rows.ts'
import {
  readSeals,
  readThreadIncarnations,
  threadIncarnationsQuery,
  type ThreadIncarnation,
} from '../queries/thread-incarnations.ts'
import type { StoreContext } from '../state/store-context.ts'
import { sealOf } from '../values/manifest.ts'
import { refuseNewerTombstones } from '../values/row-format.ts'

/** The contents of the target thread of a copy. */
export type Target =
  | { readonly isEmpty: true; readonly incarnation: number }
  | {
      readonly isEmpty: false
      /** Digests of the copies in the thread. */
      readonly seals: readonly string[]
    }

/**
 * Begins a new life for the copy in a thread without checkpoints. Deletes an earlier, unfinished
 * copy, whose rows would otherwise count beside the new ones.
 */
export async function beginTarget(
  context: StoreContext,
  threadId: string,
  operation: string,
): Promise<Target> {
  await context.clusterTime.ready()
  const { lives, seals } = await look(context, threadId, operation)
  if (lives.some(({ isSealed }) => isSealed)) return { isEmpty: false, seals }
  if (lives.length > 0) await deleteThread(context, threadId)
  return { isEmpty: true, incarnation: newIncarnation(context, threadId) }
}

export interface BegunCopy {
  readonly incarnation: number
  readonly sealId: string
  readonly operation: string
}

/**
 * Last check before a copy becomes visible: a run that began meanwhile would be mixed with it.
 *
 * @throws KustoSaverError `THREAD_EXISTS`, `THREAD_DELETED`
 */
export async function refuseChangedTarget(
  context: StoreContext,
  threadId: string,
  { incarnation, sealId, operation }: BegunCopy,
): Promise<void> {
  const { lives } = await look(context, threadId, operation)
  if (context.threads.tombstoneOf(threadId) >= incarnation) {
    throw new KustoSaverError(
      'THREAD_DELETED',
      `Thread ${JSON.stringify(threadId)} was deleted while ${operation}() wrote to it, or another copy to it has begun. Nothing of it is visible. Call ${operation}() again if you still need the thread.`,
      { operation, threadId },
    )
  }
  // includes another copy without a seal: of two copies, the one that checks last sees the other's
  // rows
  if (lives.some((life) => life.sealId !== sealId)) {
    const what = `was begun by another process while ${operation}() wrote to it`
    throw threadExists(threadId, operation, `${what}. What was written stays hidden`)
  }
}

interface Look {
  readonly lives: readonly ThreadIncarnation[]
  readonly seals: readonly string[]
}

async function look(context: StoreContext, threadId: string, operation: string): Promise<Look> {
  const tables = await context.queries.run(threadIncarnationsQuery(threadId), operation)
  const tombstones = readTombstones(tables)
  refuseNewerTombstones(tombstones)
  observeRevisions(context, { tombstones })
  const deadAt = context.threads.tombstoneOf(threadId)
  const known = knownLives(context, threadId)
  const lives = [...readThreadIncarnations(tables), ...known.lives]
  return {
    lives: lives.filter((life) => life.incarnation > deadAt),
    seals: [...readSeals(tables), ...known.seals],
  }
}

/** The lives among rows that queries do not return yet. */
function knownLives({ overlay }: StoreContext, threadId: string): Look {
  const { checkpoints, blobs } = overlay.rows({ threadId })
  const texts = new Map(blobs.map(({ blobId, value }) => [blobId, value]))
  const sealed = checkpoints.map(({ incarnation, manifest }) => {
    const seal = sealOf(manifest)
    const text = seal && texts.get(seal.blobId)
    const isSealed = seal === undefined || text !== undefined
    return { incarnation, sealId: seal?.blobId ?? '', isSealed, text }
  })
  return { lives: sealed, seals: sealed.flatMap(({ text }) => text ?? []) }
}

export function threadExists(threadId: string, operation: string, what: string): KustoSaverError {
  return new KustoSaverError(
    'THREAD_EXISTS',
    `Thread ${JSON.stringify(threadId)} ${what}. Choose another id, or call deleteThread() first.`,
    { operation, threadId },
  )
}
