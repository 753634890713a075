import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Creates a folder and those above it, for its owner only. Not by `mkdirSync` with `recursive`,
 * which never returns where a file system has the folder above but refuses new ones in it with
 * ENOENT, as /proc does.
 *
 * @throws the file system's error
 */
export function makeFolder(path: string): void {
  const folder = resolve(path)
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // another process was faster
    if (!existsSync(folder)) throw error
  }
}
