import { readFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { arch, cpus, loadavg, platform, totalmem } from 'node:os'

const require = createRequire(import.meta.url)
const PACKAGES = [
  '@langchain/langgraph',
  '@langchain/langgraph-checkpoint',
  '@langchain/core',
  '@langchain/langgraph-checkpoint-postgres',
  '@langchain/langgraph-checkpoint-sqlite',
  'pg',
  'better-sqlite3',
  '@kusto/language-service-next',
  'azure-kusto-data',
  'azure-kusto-ingest',
]
const SQLITE_DROP_IN = '@photostructure/sqlite'

export function machineLine(): string {
  const [cpu] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${memory} GB, ${platform()} ${arch()}, Node ${process.versions.node}`
}

/** Load of the last minute: the benchmark itself is between 1 and 2. */
export function loadOfMinute(): string {
  const [minute = NaN] = loadavg()
  return minute.toFixed(1)
}

export function versionsLine(): string {
  const own = new URL('../../../package.json', import.meta.url)
  return [
    `langgraph-checkpoint-kusto ${versionIn(own)}`,
    ...PACKAGES.map((name) => `${name} ${versionOf(name)}`),
    engineSqlite(),
  ].join(', ')
}

/** The SQLite that stores the local Kusto's rows. */
function engineSqlite(): string {
  return isBuiltin('node:sqlite')
    ? `Node's own SQLite ${process.versions['sqlite']}`
    : `${SQLITE_DROP_IN} ${versionOf(SQLITE_DROP_IN)}`
}

function versionOf(name: string): string {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return versionIn(`${folder}/${name}/package.json`)
    } catch {
      continue // not installed in this folder
    }
  }
  throw new Error(`${name} is not installed: npm ci`)
}

function versionIn(path: string | URL): string {
  const json: unknown = JSON.parse(readFileSync(path, 'utf8'))
  return typeof json === 'object' && json !== null && 'version' in json ? String(json.version) : ''
}
