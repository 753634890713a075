/**
 * Every property test with seeds that the gate does not know: `npm run fuzz -- [--minutes 10] [--seed N]`. Ends at the first round that
 * fails, with exit code 1; `--seed` repeats that round.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const ROOT = join(import.meta.dirname, '..')
const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
const USAGE = 'Usage: npm run fuzz -- [--minutes 10] [--seed N]'

function main(): void {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(USAGE)
  const endMs = Date.now() + wholeNumber('minutes', values.minutes) * 60_000
  const files = propertyTests()
  let seed =
    values.seed === undefined ? Date.now() % 1_000_000_000 : wholeNumber('seed', values.seed)
  do {
    console.log(`\n== ${files.length} files with seed ${seed}`)
    if (!passes(files, seed)) {
      console.error(`FAILED with seed ${seed}: npm run fuzz -- --seed ${seed} --minutes 0`)
      process.exitCode = 1
      return
    }
    seed += 1
  } while (Date.now() < endMs)
}

function propertyTests(): string[] {
  return readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join('test', file))
    .filter((file) => readFileSync(join(ROOT, file), 'utf8').includes("from 'fast-check'"))
}

function passes(files: readonly string[], seed: number): boolean {
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

main()
