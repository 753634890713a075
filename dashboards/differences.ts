import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { GeneratedFile } from './generated-files.ts'

/** Files below the folder that differ from the generated ones, are missing, or are superfluous. */
export function differences(folder: string, files: readonly GeneratedFile[]): string[] {
  const stale = files.filter(({ path, text }) => textOf(join(folder, path)) !== text)
  return [...stale.map(({ path }) => path), ...strangers(folder, files)]
}

/** Files below the folder that no generator writes any more. */
export function strangers(folder: string, files: readonly GeneratedFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path))
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !paths.has(path))
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
