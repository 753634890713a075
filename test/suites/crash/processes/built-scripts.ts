import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'

export const ROOT = join(import.meta.dirname, '..', '..', '..', '..')

/** Below the repository, so that the scripts find its packages. */
const FOLDER = join(ROOT, '.tools')

let built: string | undefined

/**
 * A script of this folder, built once for the process: from source each start would take seconds
 * of processor time, and a run starts hundreds.
 */
export function builtScript(name: 'server' | 'writer'): string {
  built ??= build()
  return join(built, `${name}.mjs`)
}

function build(): string {
  mkdirSync(FOLDER, { recursive: true })
  const folder = mkdtempSync(join(FOLDER, 'crash-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  buildSync({
    entryPoints: ['server', 'writer'].map((name) => join(import.meta.dirname, `${name}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    sourcemap: 'inline',
  })
  return folder
}
