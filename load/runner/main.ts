/** Drives the load target with k6: see `--help` and load/README.md. */
import { SCENARIOS } from '../scenarios.ts'
import { HELP, readLoadOptions, WrongUsage } from './cli-options.ts'
import { stopAllChildren } from './programs/child.ts'
import { runAll } from './run-all.ts'

const EXIT = { passed: 0, failed: 1, wrongUsage: 2, interrupted: 130 } as const

process.exitCode = await main()

async function main(): Promise<number> {
  const stopped = stopOnSignal()
  try {
    const names = SCENARIOS.map(({ name }) => name)
    const options = readLoadOptions(process.argv.slice(2), process.env, names)
    if (options === 'help') {
      console.log(HELP)
      return EXIT.passed
    }
    const hasPassed = await runAll(options, stopped)
    if (stopped.aborted) return EXIT.interrupted
    return hasPassed ? EXIT.passed : EXIT.failed
  } catch (error) {
    if (stopped.aborted) return EXIT.interrupted
    console.error(error instanceof Error ? error.message : String(error))
    const isUsage = error instanceof WrongUsage
    return isUsage ? EXIT.wrongUsage : EXIT.failed
  }
}

/**
 * When all children have ended, everything that waits for one continues and cleans up after itself.
 */
function stopOnSignal(): AbortSignal {
  const stopped = new AbortController()
  const stop = (): void => {
    console.error('\nInterrupted: stopping all programs of the run.')
    stopped.abort()
    void stopAllChildren()
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  return stopped.signal
}
