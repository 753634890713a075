import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { claimFiles } from '../../../src/spool/spool-slots.ts'
import { loadDriver } from '../../../src/sqlite/driver.ts'

const ENDS = ['', '-wal', '-shm', '-lock', '-mark'] as const

/** A folder with two files, as two processes at once leave it. */
export async function prepareSpoolFolder(folder: string): Promise<void> {
  const driver = await loadDriver()
  const claimed = [claimFiles(driver, folder, ''), claimFiles(driver, folder, '')]
  for (const { own } of claimed) own.close()
}

/**
 * Swaps the two files of dead processes. A process makes the first one its own, so the next one
 * adopts the file that the last one has filled.
 */
export function swapSpoolFiles(folder: string): void {
  for (const end of ENDS) {
    const at = (name: string): string => join(folder, `${name}.sqlite${end}`)
    move(at('spool-0'), at('kept'))
    move(at('spool-1'), at('spool-0'))
    move(at('kept'), at('spool-1'))
  }
}

function move(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to)
  else rmSync(to, { force: true })
}
