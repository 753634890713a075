import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

const PACKAGE_FOLDER = join(import.meta.dirname, '..')
const [MAJOR = ''] = process.versions.node.split('.')
const FOLDER = join(PACKAGE_FOLDER, '..', '..', '.tools', `bench-savers-node-${MAJOR}`)

/** SqliteSaver's driver for the Node that runs this. */
export const SQLITE_DRIVER: string = join(
  FOLDER,
  'node_modules/better-sqlite3/build/Release/better_sqlite3.node',
)

/** Fetches the driver ready-made or compiles it into `.tools`, once for each major version of Node. */
export function installSqliteDriver(): void {
  if (existsSync(SQLITE_DRIVER)) return
  mkdirSync(FOLDER, { recursive: true })
  for (const file of ['package.json', 'package-lock.json', '.npmrc'])
    copyFileSync(join(PACKAGE_FOLDER, file), join(FOLDER, file))
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: FOLDER,
    env: { ...process.env, ...forThisNode() },
    // npm's words go to standard error: standard output is for the page alone
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    shell: process.platform === 'win32',
  })
}

/** npm runs on the first Node of the path and compiles for that one; headers that came with it need no download. */
function forThisNode(): Readonly<Record<string, string>> {
  const programs = dirname(process.execPath)
  const path = [programs, process.env['PATH'] ?? ''].join(delimiter)
  const withHeaders = join(programs, '..')
  return existsSync(join(withHeaders, 'include', 'node', 'node.h'))
    ? { PATH: path, npm_config_nodedir: withHeaders }
    : { PATH: path }
}
