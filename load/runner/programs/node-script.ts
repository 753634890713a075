import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..', '..', '..')

/** How this Node runs a TypeScript file of the repository in a process of its own. */
export function nodeScript(
  path: string,
  args: readonly string[] = [],
): {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
} {
  const tsx = import.meta.resolve('tsx')
  return {
    program: process.execPath,
    args: ['--import', tsx, join(ROOT, path), ...args],
    cwd: ROOT,
  }
}
