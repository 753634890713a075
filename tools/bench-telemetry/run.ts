/**
 * Measures on the Node that runs it: `run.ts <rounds> <milliseconds of a slice> <file for the answer>`.
 */
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { ARMS, CAUSES, type Arm } from './arms.ts'
import { Contender, type Slice } from './measure.ts'
import type { NodeRun, TargetRounds } from './results.ts'
import { serveKusto, type ServedKusto } from './served-kusto.ts'
import { TARGETS, type Target } from './targets.ts'

const WARM_UP_ROUNDS = 10
const SHARE_OF_OTHERS = 1 / 3

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
      tell(
        `Node ${process.versions.node}, ${target}, ${round < 1 ? 'warming up' : `round ${round} of ${rounds}`}`,
        slice,
      )
    }
    if (round > 0) measured.push(slices)
  }
  for (const contender of contenders) await contender.close()
  return { target, rounds: measured }
}

/**
 * Each round begins with another arm, and every other one goes backwards: an arm is then as often before another as behind it, so that
 * what it leaves behind (garbage to collect, rows that the served Kusto still works on) falls to all alike.
 */
function turned<T>(all: readonly T[], round: number): T[] {
  const first = Math.floor(round / 2) % all.length
  const order = [...all.slice(first), ...all.slice(0, first)]
  return round % 2 === 0 ? order : order.toReversed()
}

function tell(where: string, slice: Slice): void {
  const { arm, operationsPerSecond, cpuMicrosecondsPerOperation, scrapes } = slice
  console.error(
    `${where}, ${arm}: ${Math.round(operationsPerSecond)} operations/s, ${Math.round(cpuMicrosecondsPerOperation)} µs of processor each, ${scrapes} scrapes`,
  )
}

async function main(rounds: number, sliceMs: number, file: string): Promise<void> {
  const loadBefore = loadavg()
  const served = await serveKusto()
  const targets: TargetRounds[] = []
  try {
    for (const target of TARGETS) {
      // the criterion counts for the first: its figures shall be the surest
      const share = target === TARGETS[0] ? 1 : SHARE_OF_OTHERS
      targets.push(
        await measureTarget({ target, rounds: Math.ceil(rounds * share), sliceMs, served }),
      )
    }
  } finally {
    await served.stop()
  }
  const run: NodeRun = {
    node: process.versions.node,
    targets,
    sliceMs,
    warmUpRounds: WARM_UP_ROUNDS,
    loadBefore,
    loadAfter: loadavg(),
  }
  writeFileSync(file, JSON.stringify(run))
}

const [rounds, sliceMs, file = ''] = process.argv.slice(2)
await main(Number(rounds), Number(sliceMs), file)
