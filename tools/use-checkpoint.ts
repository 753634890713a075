/**
 * Installs one version of LangGraph's checkpoint package beside the others, for CI:
 * `npm run use-checkpoint -- oldest` or `newest`. Saves nothing; `npm ci` restores the locked
 * version.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const NAME = '@langchain/langgraph-checkpoint'

interface Manifest {
  readonly peerDependencies: Readonly<Record<string, string>>
}

function versionOf(choice: string | undefined): string {
  if (choice === 'newest') return 'latest'
  if (choice !== 'oldest') throw new Error(`Expected oldest or newest, got '${choice ?? ''}'`)
  const file = join(import.meta.dirname, '..', 'package.json')
  const { peerDependencies }: Manifest = JSON.parse(readFileSync(file, 'utf8'))
  return peerDependencies[NAME]?.replace(/^\D+/, '') ?? ''
}

const spec = `${NAME}@${versionOf(process.argv[2])}`
execFileSync(
  'npm',
  ['install', '--no-save', '--no-audit', '--no-fund', '--legacy-peer-deps', spec],
  {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  },
)
