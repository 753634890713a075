/**
 * `npm run stories -- [--minutes 10] [--seed N] [--preset plain|worst] [--plant FAULT]`: exit code 1 at any violation; `--seed` of the
 * line repeats its story.
 */
import { parseArgs } from 'node:util'
import { readPlant } from '../judge/planted-saver.ts'
import { PLAIN, worstPreset } from '../judge/run-preset.ts'
import { verdictLine, violationLine } from '../judge/verdict-line.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { runFuzz, type FuzzSummary } from './fuzz-run.ts'

const FIRST_SHOWN = 10

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function lineOf({ stories, seed, totals, violations }: FuzzSummary): string {
  return verdictLine([`stories ${stories}`, `seed ${seed}`], totals, violations)
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    preset: { type: 'string', default: 'plain' },
    plant: { type: 'string' },
  },
})
if (values.preset !== 'plain' && values.preset !== 'worst') {
  throw new Error(`--preset must be plain or worst, got '${values.preset}'`)
}
const endMs = Date.now() + Number(values.minutes) * 60_000
const folder = await temporaryFolder('lck-fuzz-')
const summary = await runFuzz({
  seed: Number(values.seed),
  // a virtual clock: lags of minutes cost nothing
  preset: values.preset === 'worst' ? worstPreset(1) : PLAIN,
  folder: folder.path,
  isOver: () => Date.now() >= endMs,
  ...(values.plant === undefined ? {} : { plant: readPlant(values.plant) }),
})
for (const violation of summary.violations.slice(0, FIRST_SHOWN)) print(violationLine(violation))
print(lineOf(summary))
const isClean = summary.violations.length === 0
if (isClean) await folder.remove()
else {
  const seed = summary.seed + summary.stories - 1
  print(`again: --seed ${seed} --minutes 0; history: npm run judge -- ${summary.file}`)
}
process.exitCode = isClean ? 0 : 1
