/**
 * What telemetry costs: `make bench` measures and writes docs/BENCH-TELEMETRY.md. Nothing depends on the numbers.
 *
 * --rounds N and --seconds N make it shorter or longer; --no-page prints only.
 */
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ARMS } from './bench/arms.ts'
import { measureSlice, type Slice } from './bench/measure.ts'
import { benchPage, type TargetRounds } from './bench/report.ts'
import { TARGETS, type Target } from './bench/targets.ts'

const PAGE = join(import.meta.dirname, '..', 'docs', 'BENCH-TELEMETRY.md')

async function measureTarget(
  target: Target,
  rounds: number,
  sliceMs: number,
): Promise<TargetRounds> {
  // a first round for the compiler: what runs first would else look slow
  for (const arm of ARMS) await measureSlice(target, arm, sliceMs)
  const measured: Slice[][] = []
  for (let round = 0; round < rounds; round++) {
    const slices: Slice[] = []
    for (let turn = 0; turn < ARMS.length; turn++) {
      const arm = ARMS[(round + turn) % ARMS.length] ?? ARMS[0]
      const slice = await measureSlice(target, arm, sliceMs)
      slices.push(slice)
      const { operationsPerSecond, cpuMicrosecondsPerOperation, scrapes } = slice
      console.error(
        `${target}, round ${round + 1}, ${arm}: ${Math.round(operationsPerSecond)} operations/s, ${Math.round(cpuMicrosecondsPerOperation)} µs of processor each, ${scrapes} scrapes`,
      )
    }
    measured.push(slices)
  }
  return { target, rounds: measured }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      'no-page': { type: 'boolean', default: false },
    },
  })
  const setting = {
    rounds: Number(values.rounds),
    sliceMs: Number(values.seconds) * 1_000,
    loadBefore: loadavg(),
  }
  const results: TargetRounds[] = []
  for (const target of TARGETS) {
    results.push(await measureTarget(target, setting.rounds, setting.sliceMs))
  }
  const page = benchPage(results, setting)
  if (!values['no-page']) writeFileSync(PAGE, page)
  console.log(page)
}

await main()
