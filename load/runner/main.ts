/** Drives the load target with k6: see `--help` and load/README.md. */
import { SCENARIOS } from '../scenarios.ts'
import { HELP, readLoadOptions, WrongUsage } from './cli-options.ts'
import { stopAllChildren } from './programs/child.ts'
import { runAll } from './run-all.ts'

const EXIT = { passed: 0, failed: 1, wrongUsage: 2, interrupted: 130 } as const

process.exitCode = await main()

async function main(): Promise<number> {
  endOnSignal()
  try {
    const names = SCENARIOS.map(({ name }) => name)
    const options = readLoadOptions(process.argv.slice(2), process.env, names)
    if (options === 'help') {
      console.log(HELP)
      return EXIT.passed
    }
    return (await runAll(options)) ? EXIT.passed : EXIT.failed
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    const isUsage = error instanceof WrongUsage
    return isUsage ? EXIT.wrongUsage : EXIT.failed
  }
}

function endOnSignal(): void {
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
}

function interrupt(): void {
  console.error('\nInterrupted: all programs of the run are being stopped.')
  void stopAllChildren().then(() => process.exit(EXIT.interrupted))
}
