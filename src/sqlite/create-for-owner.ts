import { closeSync, existsSync, openSync } from 'node:fs'

/**
 * Creates a database file that only its account can read, because it holds state; a file that is
 * there keeps its permissions. SQLite gives its log and its shared memory the permissions of the
 * database (`findCreateFileMode()` in sqlite.org/src/file/src/os_unix.c).
 */
export function createForOwner(path: string): void {
  try {
    if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
  } catch {
    // SQLite cannot create it either, and its error has a remedy
  }
}
