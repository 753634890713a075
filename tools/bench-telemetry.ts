/**
 * What telemetry costs: `make bench` measures and writes docs/BENCH-TELEMETRY.md. Nothing depends on the numbers.
 *
 * --rounds N makes it shorter or longer; --no-page prints only; --this-node leaves out the newer Node.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchPage } from './bench-telemetry/report.ts'
import type { NodeRun } from './bench-telemetry/results.ts'
import { newerNode } from './newer-node.ts'

const PAGE = join(import.meta.dirname, '..', 'docs', 'BENCH-TELEMETRY.md')
const RUN = join(import.meta.dirname, 'bench-telemetry', 'run.ts')

/** Short, so that the arms of a round see the same machine. */
const SLICE_MS = 1_000

interface RunSetting {
  readonly rounds: number
  readonly sliceMs: number
}

function measureOn(node: string, { rounds, sliceMs }: RunSetting, file: string): NodeRun {
  const { status } = spawnSync(
    node,
    ['--import', import.meta.resolve('tsx'), RUN, String(rounds), String(sliceMs), file],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  )
  if (status !== 0) throw new Error(`The measurement on ${node} ended with exit code ${status}.`)
  const run: NodeRun = JSON.parse(readFileSync(file, 'utf8'))
  return run
}

function main(): void {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '100' },
      'no-page': { type: 'boolean', default: false },
      'this-node': { type: 'boolean', default: false },
    },
  })
  const setting = { rounds: Number(values.rounds), sliceMs: SLICE_MS }
  const nodes = values['this-node'] ? [process.execPath] : [newerNode(), process.execPath]
  const folder = mkdtempSync(join(tmpdir(), 'bench-telemetry-'))
  try {
    const runs = nodes.map((node, index) => measureOn(node, setting, join(folder, `${index}.json`)))
    const page = benchPage(runs)
    if (!values['no-page']) writeFileSync(PAGE, page)
    console.log(page)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

main()
