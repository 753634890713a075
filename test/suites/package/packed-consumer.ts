import { execFile } from 'node:child_process'
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '..', '..', '..')
const NAME = 'langgraph-checkpoint-kusto'

export interface PackedConsumer {
  /** Paths in the tarball. */
  readonly files: readonly string[]
  /**
   * Runs a module (`.mjs`) or script (`.cjs`) of the consumer and gives what it printed, parsed as
   * JSON.
   */
  runScript(name: string, text: string): Promise<unknown>
  remove(): Promise<void>
}

/**
 * A project that has the packed tarball as a dependency; its other packages are links to those
 * installed here.
 *
 * @param instead - by a package's name, the installed one that takes its place
 */
export async function packedConsumer(
  instead: Readonly<Record<string, string>> = {},
): Promise<PackedConsumer> {
  const folder = await temporaryFolder('lck-package-')
  const files = await pack(folder.path)
  await linkPackages(join(folder.path, 'node_modules'), instead)
  return {
    files,
    async runScript(name, text): Promise<unknown> {
      const script = join(folder.path, name)
      await writeFile(script, text)
      const { stdout } = await run(process.execPath, [script], { cwd: folder.path })
      return JSON.parse(stdout)
    },
    remove: async () => folder.remove(),
  }
}

async function pack(folder: string): Promise<string[]> {
  const target = join(folder, 'node_modules', NAME)
  await mkdir(target, { recursive: true })
  const { stdout } = await run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    {
      cwd: ROOT,
      shell: process.platform === 'win32',
    },
  )
  const [packed]: { filename: string; files: { path: string }[] }[] = JSON.parse(stdout)
  if (packed === undefined) throw new Error('npm pack reported no tarball')
  await run('tar', ['-xzf', join(folder, packed.filename), '-C', target, '--strip-components=1'])
  return packed.files.map(({ path }) => path)
}

async function linkPackages(
  target: string,
  instead: Readonly<Record<string, string>>,
): Promise<void> {
  const installed = join(ROOT, 'node_modules')
  for (const name of await packagesIn(installed)) {
    if (name === NAME) continue
    const link = join(target, name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(join(installed, instead[name] ?? name), link, 'junction')
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
