/**
 * What telemetry costs: `make bench` measures and writes docs/BENCH-TELEMETRY.md. Nothing depends on the numbers.
 *
 * --rounds N and --seconds N make it shorter or longer; --no-page prints only.
 */
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ARMS, CAUSES, type Arm } from './bench-telemetry/arms.ts'
import { Contender, type Slice } from './bench-telemetry/measure.ts'
import { benchPage, type TargetRounds } from './bench-telemetry/report.ts'
import { serveKusto, type ServedKusto } from './bench-telemetry/served-kusto.ts'
import { TARGETS, type Target } from './bench-telemetry/targets.ts'

const PAGE = join(import.meta.dirname, '..', 'docs', 'BENCH-TELEMETRY.md')

const WARM_UP_ROUNDS = 3

interface TargetSetting {
  readonly target: Target
  readonly rounds: number
  readonly sliceMs: number
  readonly served: ServedKusto
}

async function measureTarget(setting: TargetSetting): Promise<TargetRounds> {
  const { target, rounds, sliceMs, served } = setting
  const arms: readonly Arm[] = target === 'instant' ? [...ARMS, ...CAUSES] : ARMS
  const contenders: Contender[] = []
  for (const arm of arms) contenders.push(await Contender.open(arm, target, served))
  const measured: Slice[][] = []
  // the first rounds are for the compiler: what runs first would else look slow
  for (let round = 1 - WARM_UP_ROUNDS; round <= rounds; round++) {
    const slices: Slice[] = []
    for (const contender of turned(contenders, round + WARM_UP_ROUNDS)) {
      const slice = await contender.measure(sliceMs)
      slices.push(slice)
      tell(`${target}, ${round < 1 ? 'warming up' : `round ${round} of ${rounds}`}`, slice)
    }
    if (round > 0) measured.push(slices)
  }
  for (const contender of contenders) await contender.close()
  return { target, rounds: measured }
}

/** Each round begins with another arm. */
function turned<T>(all: readonly T[], round: number): T[] {
  const first = round % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}

function tell(where: string, slice: Slice): void {
  const { arm, operationsPerSecond, cpuMicrosecondsPerOperation, scrapes } = slice
  console.error(
    `${where}, ${arm}: ${Math.round(operationsPerSecond)} operations/s, ${Math.round(cpuMicrosecondsPerOperation)} µs of processor each, ${scrapes} scrapes`,
  )
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '30' },
      seconds: { type: 'string', default: '1' },
      'no-page': { type: 'boolean', default: false },
    },
  })
  const rounds = Number(values.rounds)
  const sliceMs = Number(values.seconds) * 1_000
  const loadBefore = loadavg()
  const served = await serveKusto()
  const results: TargetRounds[] = []
  try {
    for (const target of TARGETS) {
      results.push(await measureTarget({ target, rounds, sliceMs, served }))
    }
  } finally {
    await served.stop()
  }
  const page = benchPage(results, {
    rounds,
    sliceMs,
    loadBefore,
    warmUpRounds: WARM_UP_ROUNDS,
  })
  if (!values['no-page']) writeFileSync(PAGE, page)
  console.log(page)
}

await main()
