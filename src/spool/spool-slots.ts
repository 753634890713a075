import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isKustoSaverError } from '../errors.ts'
import type { Driver } from '../sqlite/driver.ts'
import { FileOwner } from '../sqlite/file-owner.ts'
import { makeFolder } from './make-folder.ts'
import { folderError } from './spool-errors.ts'
import { SpoolFile } from './spool-file.ts'

/** The files that a process owns. */
export interface OwnFiles {
  /** The file for new rows. */
  readonly own: SpoolFile
  /** Files with rows that dead processes left behind. */
  readonly adopted: readonly SpoolFile[]
}

/** A file system that locks nothing rightly must not keep a process searching forever. */
const MAX_FILES = 1_000

const SLOT = /^spool-(\d+)\.sqlite$/

/** The files in a folder, by their numbers. */
export function slotsIn(folder: string): string[] {
  return readdirSync(folder)
    .flatMap((name) => SLOT.exec(name)?.[1] ?? [])
    .toSorted((a, b) => Number(a) - Number(b))
    .map((number) => join(folder, `spool-${number}.sqlite`))
}

/**
 * Claims files of the folder. The rule: of the files that no living process owns, the first by its
 * number becomes the process's own, and it adopts all others that hold rows. Without a free file it
 * creates one with the next free number. Rows stay in their file until they are shipped, so that a
 * process which dies at any moment leaves nothing half done. Files are never removed, because the
 * lock on a removed file protects nothing.
 *
 * @throws KustoSaverError `SPOOL_DAMAGED`, `SPOOL_FAILED`, `NEWER_FORMAT`, `INVALID_OPTION`; then
 *   no file is claimed
 */
export function claimFiles(driver: Driver, folder: string, target: string): OwnFiles {
  const claimed: SpoolFile[] = []
  try {
    makeFolder(folder)
    for (const path of slotsIn(folder)) {
      const owner = FileOwner.claim(driver, path)
      if (owner !== undefined) claimed.push(new SpoolFile({ driver, path, owner, target }))
    }
    const [own = createFile(driver, folder, target), ...others] = claimed
    return { own, adopted: others.filter(holdsRows) }
  } catch (error) {
    for (const file of claimed) file.close()
    throw isKustoSaverError(error) ? error : folderError(folder, error)
  }
}

/** Another process may take a number at the same time; the lock decides. */
function createFile(driver: Driver, folder: string, target: string): SpoolFile {
  for (let number = 0; number < MAX_FILES; number++) {
    const path = join(folder, `spool-${number}.sqlite`)
    const owner = FileOwner.claim(driver, path)
    if (owner !== undefined) return new SpoolFile({ driver, path, owner, target })
  }
  throw new Error(`all of its ${MAX_FILES} files are locked`)
}

function holdsRows(file: SpoolFile): boolean {
  if (!file.isEmpty) return true
  file.close()
  return false
}
