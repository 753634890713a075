import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Driver, DriverValue } from '../sqlite/driver.ts'
import { FileOwner, ownerOf } from '../sqlite/file-owner.ts'
import { readCall } from './read-call.ts'
import { slotsIn } from './spool-slots.ts'
import type { StoredCall } from './spooled-call.ts'

/** The contents of one file of a folder, for people. */
export interface SpoolFileContents {
  readonly path: string
  /** The living process that has it open. */
  readonly owner: string | undefined
  /** The intact calls. */
  readonly calls: readonly StoredCall[]
  readonly damage: string | undefined
}

/** Changes nothing, so it is safe beside a running process, and with damaged files. */
export function inspectFiles(driver: Driver, folder: string): SpoolFileContents[] {
  return slotsIn(folder).map((path) => {
    const claim = FileOwner.claim(driver, path)
    if (claim === undefined)
      return { path, owner: ownerOf(driver, path), ...read(driver, path, path) }
    try {
      return { path, owner: undefined, ...readCopy(driver, path) }
    } finally {
      claim.release()
    }
  })
}

/** Opening a file that nobody has open would already change it. */
function readCopy(driver: Driver, path: string): Pick<SpoolFileContents, 'calls' | 'damage'> {
  const folder = mkdtempSync(join(tmpdir(), 'spool-'))
  try {
    const copy = join(folder, 'copy.sqlite')
    for (const suffix of ['', '-wal']) {
      if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix)
    }
    return read(driver, path, copy)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function read(
  driver: Driver,
  path: string,
  at: string,
): Pick<SpoolFileContents, 'calls' | 'damage'> {
  const calls: StoredCall[] = []
  let damage: string | undefined
  const note = (error: unknown): void => {
    damage ??= error instanceof Error ? error.message : String(error)
  }
  try {
    for (const row of rowsIn(driver, at)) {
      try {
        calls.push(readCall(path, row))
      } catch (error) {
        note(error)
      }
    }
  } catch (error) {
    note(error)
  }
  return { calls, damage }
}

function* rowsIn(driver: Driver, path: string): Generator<readonly DriverValue[]> {
  const database = new driver.DatabaseSync(path, { readBigInts: true, returnArrays: true })
  try {
    const statement = database.prepare(
      'SELECT id, thread, at_ms, body, checksum, refused FROM call ORDER BY id',
    )
    statement.setReadBigInts(true)
    statement.setReturnArrays(true)
    for (const row of statement.all({})) if (Array.isArray(row)) yield row
  } finally {
    database.close()
  }
}
