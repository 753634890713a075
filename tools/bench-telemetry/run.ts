/**
 * Measures on the Node that runs it: `run.ts <rounds> <milliseconds of a slice> <file for the answer>`.
 */
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { ARMS, CAUSES, type Arm } from './arms.ts'
import { ContenderProcess } from './contender-process.ts'
import type { Slice } from './measure.ts'
import type { NodeRun, TargetRounds } from './results.ts'
import { serveKusto } from './served-kusto.ts'
import { TARGETS, type Target } from './targets.ts'

const WARM_UP_ROUNDS = 10
/** Then come fresh processes: how the compiler and the memory of one turned out shall not decide. */
const ROUNDS_OF_A_PROCESS = 20
const SHARE_OF_OTHERS = 1 / 5

interface TargetSetting {
  readonly target: Target
  readonly rounds: number
  readonly sliceMs: number
  readonly kustoUrl: string
}

async function measureTarget({ rounds, ...setting }: TargetSetting): Promise<TargetRounds> {
  const measured: Slice[][] = []
  while (measured.length < rounds) {
    const toDo = Math.min(ROUNDS_OF_A_PROCESS, rounds - measured.length)
    measured.push(...(await measureFresh({ ...setting, rounds: toDo }, measured.length)))
  }
  return { target: setting.target, rounds: measured }
}

/** @param before - rounds that were measured in processes before these */
async function measureFresh(
  { target, rounds, sliceMs, kustoUrl }: TargetSetting,
  before: number,
): Promise<Slice[][]> {
  const arms: readonly Arm[] = target === 'instant' ? [...ARMS, ...CAUSES] : ARMS
  const contenders: ContenderProcess[] = []
  for (const arm of arms) contenders.push(await ContenderProcess.open(arm, target, kustoUrl))
  const measured: Slice[][] = []
  // the first rounds are for the compiler
  for (let round = 1 - WARM_UP_ROUNDS; round <= rounds; round++) {
    const slices: Slice[] = []
    for (const contender of turned(contenders, before + round + WARM_UP_ROUNDS)) {
      const slice = await contender.measure(sliceMs)
      slices.push(slice)
      const where = round < 1 ? 'warming up' : `round ${before + round}`
      tell(`Node ${process.versions.node}, ${target}, ${where}`, slice)
    }
    if (round > 0) measured.push(slices)
  }
  for (const contender of contenders) await contender.close()
  return measured
}

/**
 * Each round begins with another arm, and every other one goes backwards: an arm is then as often before another as behind it, so that
 * what it leaves behind (rows that the served Kusto still works on) falls to all alike.
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
        await measureTarget({
          target,
          rounds: Math.ceil(rounds * share),
          sliceMs,
          kustoUrl: served.url,
        }),
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
    roundsOfAProcess: ROUNDS_OF_A_PROCESS,
    loadBefore,
    loadAfter: loadavg(),
  }
  writeFileSync(file, JSON.stringify(run))
}

const [rounds, sliceMs, file = ''] = process.argv.slice(2)
await main(Number(rounds), Number(sliceMs), file)
