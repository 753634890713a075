/**
 * Runs with new seeds what CI runs with fixed ones:
 * `npm run fuzz -- [--minutes 10] [--seed N] [--preset plain|worst]`. In turn, runs every property
 * test with one seed, then stories on a virtual clock, which the judge checks (`--stories` runs
 * stories only). Ends at the first failure, with exit code 1; its seed repeats it.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runFuzz, type FuzzSummary } from '../test/suites/fuzz/fuzz-run.ts'
import { readPlant, type Plant } from '../test/suites/judge/planted-saver.ts'
import { PLAIN, worstPreset, type RunPreset } from './judge/run-preset.ts'
import { countTotals } from './judge/totals.ts'
import { verdictLine, violationLine } from './judge/verdict-line.ts'
import { temporaryFolder } from '../test/support/temporary-folder.ts'

const ROOT = join(import.meta.dirname, '..')
const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
const USAGE =
  'Usage: npm run fuzz -- [--minutes 10] [--seed N] [--preset plain|worst] [--stories] [--plant FAULT]'
/** Number of stories after each round of property tests. */
const STORIES_OF_ROUND = 16
const FIRST_SHOWN = 10

interface StoryOptions {
  readonly preset: RunPreset
  readonly endMs: number
  readonly plant?: Plant
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string' },
      preset: { type: 'string', default: 'plain' },
      stories: { type: 'boolean', default: false },
      plant: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(USAGE)
  const options = {
    preset: presetOf(values.preset),
    endMs: Date.now() + wholeNumber('minutes', values.minutes) * 60_000,
    ...(values.plant === undefined ? {} : { plant: readPlant(values.plant) }),
  }
  const files = values.stories ? [] : propertyTests()
  let seed =
    values.seed === undefined ? Date.now() % 1_000_000_000 : wholeNumber('seed', values.seed)
  const all = { first: seed, stories: 0, totals: countTotals() }
  do {
    if (!passes(files, seed)) {
      console.error(`FAILED with seed ${seed}: npm run fuzz -- --seed ${seed} --minutes 0`)
      process.exitCode = 1
      return
    }
    const summary = await runStories(seed, options)
    all.stories += summary.stories
    all.totals.include(summary.totals)
    const parts = [`stories ${all.stories}`, `seed ${all.first}`]
    console.log(verdictLine(parts, all.totals, summary.violations))
    if (summary.violations.length > 0) return printFailure(summary, values.preset)
    seed += STORIES_OF_ROUND
  } while (Date.now() < options.endMs)
}

/** @returns the results of one round's stories, each with its own seed */
async function runStories(seed: number, { endMs, ...options }: StoryOptions): Promise<FuzzSummary> {
  const folder = await temporaryFolder('lck-fuzz-')
  const summary = await runFuzz({
    ...options,
    seed,
    folder: folder.path,
    isOver: ({ stories }) => stories >= STORIES_OF_ROUND || Date.now() >= endMs,
  })
  if (summary.violations.length === 0) await folder.remove()
  return summary
}

function printFailure({ seed, stories, violations, file }: FuzzSummary, preset: string): void {
  for (const violation of violations.slice(0, FIRST_SHOWN)) {
    console.error(violationLine(violation))
  }
  const again = `--stories --seed ${seed + stories - 1} --minutes 0 --preset ${preset}`
  console.error(`FAILED: npm run fuzz -- ${again}`)
  console.error(`history: npm run judge -- ${file}`)
  process.exitCode = 1
}

/** Time is virtual: minutes of lag cost nothing. */
function presetOf(name: string): RunPreset {
  if (name === 'plain') return PLAIN
  if (name === 'worst') return worstPreset(1)
  throw new Error(`Expected --preset to be plain or worst, got ${name}. ${USAGE}`)
}

function propertyTests(): string[] {
  return readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join('test', file))
    .filter((file) => readFileSync(join(ROOT, file), 'utf8').includes("from 'fast-check'"))
}

function passes(files: readonly string[], seed: number): boolean {
  if (files.length === 0) return true
  console.log(`\n== ${files.length} files with seed ${seed}`)
  const { status } = spawnSync(process.execPath, [VITEST, 'run', '--project=unit', ...files], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, PROPERTY_SEED: String(seed) },
  })
  return status === 0
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw new Error(`Expected --${name} to be a whole number, got ${text}. ${USAGE}`)
  }
  return Number(text)
}

await main()
