import { KustoSaverError } from '../../errors.ts'
import { deleteThread } from '../write/delete-thread.ts'
import { firstMoment } from '../write/incarnation.ts'
import { observeRevisions } from '../read/observe-rows.ts'
import { readTombstones } from '../queries/stored-rows.ts'
import {
  readSeals,
  readThreadLives,
  threadLivesQuery,
  type ThreadLife,
} from '../queries/thread-lives.ts'
import type { StoreContext } from '../state/store-context.ts'
import { sealOf } from '../values/manifest.ts'
import { refuseNewerTombstones } from '../values/row-format.ts'

/** What is in the thread that a copy goes to. */
export type Target =
  | { readonly isEmpty: true; readonly incarnation: number }
  | {
      readonly isEmpty: false
      /** Of the copies that it was made of. */
      readonly seals: readonly string[]
    }

/**
 * The life that a copy begins in a thread that has none. What an earlier copy left unfinished is
 * deleted: its rows would otherwise count beside those of the new one.
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
  return { isEmpty: true, incarnation: firstMoment(context, threadId) }
}

export interface BegunCopy {
  readonly incarnation: number
  readonly sealId: string
  readonly operation: string
}

/**
 * Last look before a copy becomes visible: what began meanwhile would be mixed with it.
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
  // also another copy that has no seal yet: of two, the one that looks last sees the other's rows
  if (lives.some((life) => life.sealId !== sealId)) {
    const what = `was begun by another process while ${operation}() wrote to it`
    throw threadExists(threadId, operation, `${what}. What was written stays hidden`)
  }
}

interface Look {
  readonly lives: readonly ThreadLife[]
  readonly seals: readonly string[]
}

async function look(context: StoreContext, threadId: string, operation: string): Promise<Look> {
  const tables = await context.queries.run(threadLivesQuery(threadId), operation)
  const tombstones = readTombstones(tables)
  refuseNewerTombstones(tombstones)
  observeRevisions(context, { tombstones })
  const deadAt = context.threads.tombstoneOf(threadId)
  const known = knownLives(context, threadId)
  const lives = [...readThreadLives(tables), ...known.lives]
  return {
    lives: lives.filter((life) => life.incarnation > deadAt),
    seals: [...readSeals(tables), ...known.seals],
  }
}

/** Of rows that queries do not return yet. */
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
