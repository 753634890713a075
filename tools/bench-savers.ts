/**
 * Compares the savers: `npm run bench` measures and writes docs/reports/benchmarks.md. Nothing
 * depends on the numbers.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { BENCH_HELP, readBenchOptions } from './bench-savers/bench-options.ts'
import { newerNode } from './newer-node.ts'

const RUN = join(import.meta.dirname, 'bench-savers', 'run.ts')

/** @returns the exit code */
async function runOn(node: string, args: readonly string[]): Promise<number> {
  const child = spawn(node, ['--import', import.meta.resolve('tsx'), RUN, ...args], {
    stdio: 'inherit',
  })
  // a terminal interrupts both: the child ends its servers, and this process waits for it
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  await once(child, 'exit')
  return child.exitCode ?? 1
}

/** Minimum Node version of SqliteSaver's driver, which silently ends the process on older ones. */
const OLDEST_NODE = 22

const args = process.argv.slice(2)
const options = readBenchOptions(args)
if (options === 'help') console.log(BENCH_HELP)
else if (options.isThisNode && Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  console.error(
    `SqliteSaver's driver needs Node ${OLDEST_NODE} or newer: leave out --this-node, then a newer Node runs all`,
  )
  process.exit(2)
} else process.exit(await runOn(options.isThisNode ? process.execPath : newerNode(), args))
