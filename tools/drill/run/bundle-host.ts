import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const HOST = fileURLToPath(new URL('../host/host.ts', import.meta.url))
const BUNDLE = fileURLToPath(new URL('../../../.tools/drill/host.mjs', import.meta.url))

/**
 * The host as one file: many hosts start at the same time, and each would translate the whole
 * package first.
 */
export async function bundleHost(): Promise<string> {
  await build({
    entryPoints: [HOST],
    outfile: BUNDLE,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  })
  return BUNDLE
}
