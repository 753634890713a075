import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './programs/built-programs.ts'

/** The machine and the versions of a measurement. */
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
  /** Its speed before the run, as a share of the reference's. */
  readonly ofReference: number
}

export function describeMachine(
  parts: Pick<Machine, 'node' | 'k6' | 'kusto' | 'prometheus' | 'ofReference'>,
): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${type()} ${release()}`,
    saver: saverVersion(),
    ...parts,
  }
}

/** @throws Error if there is no Node at the path */
export function versionOfNode(node: string): string {
  const { stdout, error } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  const version = /^v(\d+\.\d+\.\d+)/.exec(stdout ?? '')?.[1]
  if (version !== undefined) return version
  throw new Error(
    `--node: ${node} is no Node that runs here${error === undefined ? '' : ` (${error.message})`}`,
  )
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
