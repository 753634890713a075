import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * The newest line of Node with long-term support: SQLite is built in, so the engine needs no other
 * package there.
 */
const VERSION = '24'

/** Path of a Node newer than the oldest supported one; downloaded from npm into `.tools` once. */
export function newerNode(): string {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const name = `node-${system}-${process.arch}`
  const folder = join(import.meta.dirname, '..', '.tools', `node-${VERSION}`)
  const program = join(folder, 'node_modules', name, 'bin', system === 'win' ? 'node.exe' : 'node')
  if (!existsSync(program)) install(folder, `${name}@${VERSION}`)
  return program
}

function install(folder: string, pack: string): void {
  const quiet = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', ['install', ...quiet, '--prefix', folder, pack], {
    // npm's output goes to standard error, because standard output is for the path alone
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    shell: process.platform === 'win32',
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(newerNode())
