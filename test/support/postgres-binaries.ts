import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Debian keeps the server's programs off the PATH, in one folder per version. */
const DEBIAN_ROOT = '/usr/lib/postgresql'

/**
 * The folder that holds `initdb` and `pg_ctl`, newest version first; undefined when PostgreSQL is
 * not installed.
 */
export function postgresBinaries(): string | undefined {
  return [...debianFolders(), ...pathFolders()].find((folder) => existsSync(join(folder, 'initdb')))
}

function debianFolders(): string[] {
  if (!existsSync(DEBIAN_ROOT)) return []
  return readdirSync(DEBIAN_ROOT)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN_ROOT, version, 'bin'))
}

function pathFolders(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
}
