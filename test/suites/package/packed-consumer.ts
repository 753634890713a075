import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { linkPackages, packPackage } from '../../support/packed-package.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const run = promisify(execFile)

export interface PackedConsumer {
  /** Paths in the tarball. */
  readonly files: readonly string[]
  /**
   * Runs a module (`.mjs`) or script (`.cjs`) of the consumer and returns its output, parsed as
   * JSON.
   */
  runScript(name: string, text: string): Promise<unknown>
  remove(): Promise<void>
}

/**
 * A project that has the packed tarball as a dependency; its other packages are links to those
 * installed here.
 *
 * @param instead - by a package's name, the installed one that takes its place; null for none
 */
export async function packedConsumer(
  instead: Readonly<Record<string, string | null>> = {},
): Promise<PackedConsumer> {
  const folder = await temporaryFolder('lck-package-')
  const { path, files } = await packPackage(folder.path)
  await linkPackages(join(folder.path, 'node_modules'), path, instead)
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
