import { execFile } from 'node:child_process'
import { mkdir, readdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '..', '..')
const NAME = 'langgraph-checkpoint-kusto'

export interface PackedPackage {
  /** The tarball, as npm publishes it. */
  readonly path: string
  /** Paths in it. */
  readonly files: readonly string[]
}

/** Packs the built package into a folder. */
export async function packPackage(folder: string): Promise<PackedPackage> {
  const { stdout } = await run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    { cwd: ROOT, shell: process.platform === 'win32' },
  )
  const [packed]: { filename: string; files: { path: string }[] }[] = JSON.parse(stdout)
  if (packed === undefined) throw new Error('npm pack reported no tarball')
  return { path: join(folder, packed.filename), files: packed.files.map(({ path }) => path) }
}

/**
 * Makes a `node_modules` that holds the package as packed; its other packages are links to those
 * installed here.
 *
 * @param instead - by a package's name, the installed one that takes its place; null for none
 */
export async function linkPackages(
  target: string,
  tarball: string,
  instead: Readonly<Record<string, string | null>> = {},
): Promise<void> {
  await mkdir(join(target, NAME), { recursive: true })
  await run('tar', ['-xzf', tarball, '-C', join(target, NAME), '--strip-components=1'])
  const installed = join(ROOT, 'node_modules')
  for (const name of await packagesIn(installed)) {
    const linked = instead[name] === undefined ? name : instead[name]
    if (name === NAME || linked === null) continue
    const link = join(target, name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(join(installed, linked), link, 'junction')
  }
}

async function packagesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'))
  const scoped = names.filter((name) => name.startsWith('@'))
  const inScopes = await Promise.all(
    scoped.map(async (scope) =>
      (await readdir(join(folder, scope))).map((name) => `${scope}/${name}`),
    ),
  )
  return [...names.filter((name) => !name.startsWith('@')), ...inScopes.flat()]
}
