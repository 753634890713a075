/**
 * The cost of telemetry: `make bench` measures it and writes docs/reports/telemetry-bench.md.
 * Nothing depends on the numbers.
 *
 * --rounds N makes it shorter or longer; --no-page prints only; --this-node leaves out the newer
 * Node.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchPage } from './bench-telemetry/report.ts'
import type { NodeRun } from './bench-telemetry/results.ts'
import { newerNode } from './newer-node.ts'

const PAGE = join(import.meta.dirname, '..', 'docs', 'reports', 'telemetry-bench.md')
const RUN = join(import.meta.dirname, 'bench-telemetry', 'run.ts')

function measureOn(node: string, rounds: number, file: string): NodeRun {
  const { status } = spawnSync(
    node,
    ['--import', import.meta.resolve('tsx'), RUN, String(rounds), file],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  )
  if (status !== 0) throw new Error(`The measurement on ${node} ended with exit code ${status}.`)
  const run: NodeRun = JSON.parse(readFileSync(file, 'utf8'))
  return run
}

function main(): void {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '60' },
      'no-page': { type: 'boolean', default: false },
      'this-node': { type: 'boolean', default: false },
    },
  })
  const rounds = Number(values.rounds)
  const nodes = values['this-node'] ? [process.execPath] : [newerNode(), process.execPath]
  const folder = mkdtempSync(join(tmpdir(), 'bench-telemetry-'))
  try {
    const runs = nodes.map((node, index) => measureOn(node, rounds, join(folder, `${index}.json`)))
    const page = benchPage(runs)
    if (!values['no-page']) writeFileSync(PAGE, page)
    console.log(page)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

main()
