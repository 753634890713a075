import { execFileSync } from 'node:child_process'

/** The paths that `npm pack` puts into the tarball, with slashes. */
export function packedFiles(root: string): string[] {
  const answer = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  })
  const [packed]: { files: { path: string }[] }[] = JSON.parse(answer)
  if (packed === undefined) throw new Error('npm pack reported no tarball')
  return packed.files.map(({ path }) => path)
}
