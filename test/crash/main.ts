/** `npm run crash -- [--rounds 200] [--seed N] [--writers 2] [--keep]`: kills and checks; exit code 1 at any violation. */
import { parseArgs } from 'node:util'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { runCrash } from './crash-run.ts'
import { progressLine, summaryLines, type CrashSummary } from './crash-summary.ts'

const PROGRESS_EVERY = 10

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function integerOf(name: string, text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < 1)
    throw new Error(`--${name} must be an integer from 1 up, got '${text}'`)
  return number
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    writers: { type: 'string', default: '2' },
    keep: { type: 'boolean', default: false },
  },
})
const folder = await temporaryFolder('lck-crash-')
print(`seed ${values.seed}, file in ${folder.path}`)
const summary: CrashSummary = await runCrash({
  rounds: integerOf('rounds', values.rounds),
  seed: values.seed,
  writers: integerOf('writers', values.writers),
  folder: folder.path,
  fullCheckEvery: 20,
  onRound: (soFar) => {
    if (soFar.rounds % PROGRESS_EVERY === 0) print(progressLine(soFar))
  },
})
for (const line of summaryLines(summary)) print(line)
if (!values.keep) await folder.remove()
process.exitCode = summary.violations.length === 0 ? 0 : 1
