import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './programs/built-programs.ts'

/** What a result was measured on, and with. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
  readonly system: string
  readonly node: string
  readonly k6: string
  readonly saver: string
  readonly kusto: string
  readonly prometheus: boolean
}

export function describeMachine(parts: Pick<Machine, 'k6' | 'kusto' | 'prometheus'>): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    saver: saverVersion(),
    ...parts,
  }
}

/** The package's version and, in a checkout, the commit. */
function saverVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const version =
    typeof manifest === 'object' && manifest !== null
      ? String(Reflect.get(manifest, 'version'))
      : ''
  const { stdout, status } = spawnSync('git', ['describe', '--always', '--dirty'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  return status === 0 ? `${version} (${stdout.trim()})` : version
}
