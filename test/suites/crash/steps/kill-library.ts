import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const SOURCE = join(import.meta.dirname, 'kill-inside-sqlite.c')

/**
 * Compiles the library that kills its process inside SQLite; undefined without Linux or a C
 * compiler, and then the steps that need it are left out.
 */
export function compileKillLibrary(folder: string): string | undefined {
  if (process.platform !== 'linux') return undefined
  const library = join(folder, 'kill-inside-sqlite.so')
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, SOURCE, '-ldl'])
    return library
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
