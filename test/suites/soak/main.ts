/**
 * `npm run soak -- [--minutes 10] [--seed N] [--failures 0.2] [--preset plain|worst] [--plant
 * FAULT]`: exit code 1 at any violation, or when memory grows.
 */
import { parseArgs } from 'node:util'
import { readPlant } from '../judge/planted-saver.ts'
import { readPreset } from '../../../tools/judge/run-preset.ts'
import { verdictLine, violationLine } from '../../../tools/judge/verdict-line.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { runSoak, type SoakSummary } from './soak-run.ts'

const SAMPLE_EVERY_MS = 15_000
const MIB = 1024 * 1024

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function numberOf(name: string, text: string): number {
  const number = Number(text)
  if (!(number >= 0)) throw new Error(`--${name} must be a number from 0 up, got '${text}'`)
  return number
}

function progressLine({
  seed,
  seconds,
  totals,
  faults,
  samples,
  overlayRows,
  violations,
}: SoakSummary): string {
  const given = Object.values(faults).reduce((sum, count) => sum + count, 0)
  const parts = [
    `seed ${seed}`,
    `${seconds.toFixed(0)} s`,
    `${given} faults`,
    `heap ${((samples.at(-1)?.heapBytes ?? 0) / MIB).toFixed(1)} MiB`,
    `overlay at most ${overlayRows.most} rows`,
  ]
  return verdictLine(parts, totals, violations)
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    failures: { type: 'string', default: '0.2' },
    preset: { type: 'string', default: 'plain' },
    plant: { type: 'string' },
  },
})
const folder = await temporaryFolder('lck-soak-')
print(`seed ${values.seed}, preset ${values.preset}`)
const summary = await runSoak({
  durationMs: numberOf('minutes', values.minutes) * 60_000,
  seed: numberOf('seed', values.seed),
  failures: numberOf('failures', values.failures),
  folder: folder.path,
  sampleEveryMs: SAMPLE_EVERY_MS,
  preset: readPreset(values.preset),
  ...(values.plant === undefined ? {} : { plant: readPlant(values.plant) }),
  onSample: (soFar) => print(progressLine(soFar)),
})
for (const violation of summary.violations.slice(0, 10)) print(violationLine(violation))
const { trend, overlayRows, violations } = summary
print(`faults ${JSON.stringify(summary.faults)}`)
print(
  `heap ${trend.isFlat ? 'is flat' : 'GROWS'}: ${(trend.bytesPerMinute / MIB).toFixed(2)} MiB a minute after warm-up`,
)
print(`overlay: ${overlayRows.left} rows left at the end`)
print(progressLine(summary))
const isClean = violations.length === 0
if (isClean) await folder.remove()
else print(`history: npm run judge -- ${folder.path}/history.jsonl`)
process.exitCode = isClean && trend.isFlat && overlayRows.left === 0 ? 0 : 1
