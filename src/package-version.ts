import { createRequire } from 'node:module'

/** This package's version from package.json; `bundled` if a bundler has left the file out. */
export function packageVersion(): string {
  try {
    const manifest: unknown = createRequire(import.meta.url)('../package.json')
    return isManifest(manifest) ? manifest.version : UNKNOWN
  } catch {
    return UNKNOWN
  }
}

const UNKNOWN = 'bundled'

function isManifest(value: unknown): value is { version: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    typeof value.version === 'string'
  )
}
