import { join } from 'node:path'
import { rolldown, type OutputOptions } from 'rolldown'
import { CHUNKS } from './chunks.ts'
import { requireLazily } from './require-lazily.ts'
import { withoutFacades } from './without-facades.ts'
import { CLI, DIST, PUBLISHED_ENTRIES, ROOT } from './entries.ts'

/**
 * Bundles both forms of every entry, and the command. Code loaded on demand goes into separate
 * chunks.
 */
export async function bundle(): Promise<void> {
  await write([...PUBLISHED_ENTRIES, CLI], ESM)
  await write(PUBLISHED_ENTRIES, COMMONJS)
}

const COMMON: OutputOptions = {
  dir: DIST,
  sourcemap: true,
  codeSplitting: { groups: CHUNKS },
  comments: { legal: true, annotation: true, jsdoc: false },
}
const ESM: OutputOptions = {
  ...COMMON,
  format: 'es',
  plugins: [withoutFacades],
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name].js',
}
const COMMONJS: OutputOptions = {
  ...COMMON,
  format: 'cjs',
  plugins: [requireLazily],
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name].cjs',
}

/** Every package stays outside, except helpers for syntax that Node 20 lacks (`using`). */
const PACKAGES = /^(?!@oxc-project\/runtime\/)[^./\0]/

async function write(
  entries: readonly { readonly name: string; readonly source: string }[],
  output: OutputOptions,
): Promise<void> {
  const build = await rolldown({
    cwd: ROOT,
    input: Object.fromEntries(
      entries.map(({ name, source }) => [name, join('src', `${source}.ts`)]),
    ),
    platform: 'node',
    external: PACKAGES,
    transform: { target: 'node20.19' },
    experimental: { attachDebugInfo: 'none' },
    treeshake: { moduleSideEffects: false },
  })
  await build.write(output)
  await build.close()
}
