/**
 * Start-up cost of the local Kusto: `npm run bench:start` measures it and writes
 * docs/reports/start.md. Nothing depends on the numbers.
 *
 * --rounds N makes it shorter or longer; --no-page prints only; --this-node leaves out the newer
 * Node.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPage } from './bench-start/page.ts'
import { ARMS, type Arm, type NodeStarts, type Start } from './bench-start/starts.ts'
import { newerNode } from './newer-node.ts'

const PAGE = join(import.meta.dirname, '..', 'docs', 'reports', 'start.md')
const ONCE = join(import.meta.dirname, 'bench-start', 'once.mjs')

function startOnce(node: string, arm: Arm): Start {
  const start: Start = JSON.parse(
    execFileSync(node, ['--expose-gc', ONCE, arm], { encoding: 'utf8' }),
  )
  return start
}

/** Alternates the arms, so that other work on the machine affects both. */
function measureOn(node: string, rounds: number): NodeStarts {
  const starts: Record<Arm, Start[]> = { plans: [], parser: [] }
  for (let round = 0; round < rounds; round += 1) {
    for (const arm of ARMS) starts[arm].push(startOnce(node, arm))
  }
  return { version: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(), starts }
}

function main(): void {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '11' },
      'no-page': { type: 'boolean', default: false },
      'this-node': { type: 'boolean', default: false },
    },
  })
  const nodes = values['this-node'] ? [process.execPath] : [newerNode(), process.execPath]
  const page = startPage(nodes.map((node) => measureOn(node, Number(values.rounds))))
  if (!values['no-page']) writeFileSync(PAGE, page)
  console.log(page)
}

main()
