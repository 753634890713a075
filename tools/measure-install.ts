/**
 * What an application gets that installs this package: `npm run measure:install` packs it, installs
 * it with `--omit=dev` beside LangGraph's checkpoint package in an empty folder, and writes
 * docs/reports/install.md. Nothing depends on the numbers.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadedModulesScript } from '../test/suites/package/loaded-modules.ts'
import { packPackage } from '../test/support/packed-package.ts'
import { temporaryFolder } from '../test/support/temporary-folder.ts'
import { installPage, type Loaded } from './measure-install/page.ts'
import { sizeOf } from './measure-install/size.ts'

const PAGE = join(import.meta.dirname, '..', 'docs', 'reports', 'install.md')
const OWN = 'langgraph-checkpoint-kusto'
const CHECKPOINT = '@langchain/langgraph-checkpoint'
const ROUNDS = 11

await using folder = await temporaryFolder('lck-install-')
await using packed = await temporaryFolder('lck-pack-')

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: folder.path, encoding: 'utf8' })
}

function install(...packages: string[]): void {
  run('npm', 'install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', ...packages)
}

/** Processor time of a new process that imports the package, in milliseconds. */
function importMs(name: string): number {
  const script = `await import(${JSON.stringify(name)}); const { user, system } = process.cpuUsage(); console.log((user + system) / 1000)`
  return Number(run(process.execPath, '--input-type=module', '--eval', script))
}

const { path: tarball, files } = await packPackage(packed.path)
writeFileSync(join(folder.path, 'package.json'), '{"private":true,"type":"module"}\n')
install(CHECKPOINT, '@langchain/core')
const before = sizeOf(join(folder.path, 'node_modules'))
install(tarball)
const after = sizeOf(join(folder.path, 'node_modules'))
writeFileSync(join(folder.path, 'loaded.mjs'), loadedModulesScript(OWN))
const loaded: Loaded = JSON.parse(run(process.execPath, 'loaded.mjs'))
// alternating, so that other work on the machine affects both
const rounds = Array.from({ length: ROUNDS }, () => [importMs(CHECKPOINT), importMs(OWN)] as const)

const page = installPage({
  nodeVersion: process.version,
  packedFiles: files.length,
  own: sizeOf(join(folder.path, 'node_modules', OWN)),
  before,
  after,
  loaded,
  importMs: rounds.map(([theirs, ours]) => ours - theirs),
  axios: run('npm', 'ls', 'axios').trim(),
})
writeFileSync(PAGE, page)
console.log(page)
