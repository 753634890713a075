import type { Driver } from '../sqlite/driver.ts'
import { FileOwner, ownerOf } from '../sqlite/file-owner.ts'
import { SpoolFile } from './spool-file.ts'
import { slotsIn } from './spool-slots.ts'
import type { StoredCall } from './spooled-call.ts'

type FileChange = (file: SpoolFile, calls: readonly StoredCall[]) => void

export interface ChangedFiles {
  /** Calls that were changed. */
  readonly calls: readonly StoredCall[]
  /** Files that a living process has open, which were left alone. */
  readonly inUse: readonly string[]
}

/**
 * Changes calls in the files that no process has open.
 *
 * @throws KustoSaverError `SPOOL_DAMAGED`, `SPOOL_FAILED`, `NEWER_FORMAT`
 */
function changeFiles(
  driver: Driver,
  folder: string,
  isMeant: (call: StoredCall) => boolean,
  change: FileChange,
): ChangedFiles {
  const changed: StoredCall[] = []
  const inUse: string[] = []
  for (const path of slotsIn(folder)) {
    const owner = FileOwner.claim(driver, path)
    if (owner === undefined) {
      inUse.push(`${path} (${ownerOf(driver, path)})`)
      continue
    }
    const file = new SpoolFile({ driver, path, owner, target: '' })
    try {
      const calls = file.calls().filter(isMeant)
      change(file, calls)
      changed.push(...calls)
    } finally {
      file.close()
    }
  }
  return { calls: changed, inUse }
}

/** Refused calls count as waiting again: the next process sends them at once. */
export function retryRefused(driver: Driver, folder: string, threadId?: string): ChangedFiles {
  return changeFiles(
    driver,
    folder,
    (call) => call.refused !== undefined && (threadId ?? call.threadId) === call.threadId,
    (file, calls) => file.refuse(idsOf(calls), undefined),
  )
}

/** Removes all calls of a thread for good. */
export function dropThread(driver: Driver, folder: string, threadId: string): ChangedFiles {
  return changeFiles(
    driver,
    folder,
    (call) => call.threadId === threadId,
    (file, calls) => file.remove(idsOf(calls)),
  )
}

function idsOf(calls: readonly StoredCall[]): number[] {
  return calls.map(({ id }) => id)
}
