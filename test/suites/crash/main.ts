/**
 * `npm run crash -- [--rounds 200] [--seed N] [--writers 2] [--preset plain|worst] [--plant FAULT]
 * [--spooled] [--keep]`: kills and judges; exit code 1 at any violation.
 */
import { parseArgs } from 'node:util'
import { readPlant } from '../judge/planted-saver.ts'
import { readPreset } from '../../../tools/judge/run-preset.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
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
    preset: { type: 'string', default: 'plain' },
    plant: { type: 'string' },
    spooled: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
})
const preset = readPreset(values.preset)
const plant = values.plant === undefined ? {} : { plant: readPlant(values.plant) }
const folder = await temporaryFolder('lck-crash-')
print(`seed ${values.seed}, preset ${values.preset}, files in ${folder.path}`)
const summary: CrashSummary = await runCrash({
  rounds: integerOf('rounds', values.rounds),
  seed: values.seed,
  writers: integerOf('writers', values.writers),
  folder: folder.path,
  fullCheckEvery: 20,
  preset,
  isSpooled: values.spooled,
  ...plant,
  onRound: (soFar) => {
    if (soFar.rounds % PROGRESS_EVERY === 0) print(progressLine(soFar))
  },
})
for (const line of summaryLines(summary)) print(line)
const isClean = summary.violations.length === 0
if (isClean && !values.keep) await folder.remove()
else print(`history: npm run judge -- ${folder.path}/history.jsonl`)
process.exitCode = isClean ? 0 : 1
