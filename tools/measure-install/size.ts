import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface Size {
  readonly packages: number
  readonly files: number
  readonly bytes: number
}

/** Of all files below a folder; a package is a folder with a package.json in node_modules. */
export function sizeOf(folder: string): Size {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  return {
    packages: files.filter((path) => IN_PACKAGE.test(path)).length,
    files: files.length,
    bytes: files.reduce((sum, path) => sum + statSync(path).size, 0),
  }
}

const IN_PACKAGE = /node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/@]+[\\/]package\.json$/
