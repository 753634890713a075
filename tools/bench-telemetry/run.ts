/**
 * Measures on the Node that runs it: `run.ts <rounds> <file for the answer>`.
 */
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { ARMS, CAUSES, type Arm } from './arms.ts'
import { ContenderProcess } from './contender-process.ts'
import type { Slice } from './measure.ts'
import type { NodeRun, TargetRounds } from './results.ts'
import { ServedKusto } from '../bench/served-kusto.ts'
import { TARGETS, type Target } from './targets.ts'

/**
 * Warms up all arms at the same time. An agent's turn runs through so much code that the compiler
 * needs more than a few seconds, and telemetry adds more.
 */
const WARM_UP_MS = 60_000
const WARM_UP_OF_OTHERS_MS = 30_000
/**
 * Then fresh processes take over, so that the compiler's decisions and the memory layout of one
 * process do not decide the result.
 */
const ROUNDS_OF_A_PROCESS = 30
const SHARE_OF_OTHERS = 1 / 5

interface TargetSetting {
  readonly target: Target
  readonly rounds: number
  readonly warmUpMs: number
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

/** @param before - rounds measured in earlier processes */
async function measureFresh(
  { target, rounds, warmUpMs, kustoUrl }: TargetSetting,
  before: number,
): Promise<Slice[][]> {
  const arms: readonly Arm[] = target === 'instant' ? [...ARMS, ...CAUSES] : ARMS
  const contenders: ContenderProcess[] = []
  for (const arm of arms) contenders.push(await ContenderProcess.open(arm, target, kustoUrl))
  console.error(`Node ${process.versions.node}, ${target}: warming up for ${warmUpMs / 1000} s`)
  await Promise.all(contenders.map((contender) => contender.warmUp(warmUpMs)))
  const measured: Slice[][] = []
  for (let round = 1; round <= rounds; round++) {
    const slices: Slice[] = []
    for (const contender of turned(contenders, before + round)) {
      const slice = await contender.measure()
      slices.push(slice)
      log(`Node ${process.versions.node}, ${target}, round ${before + round}`, slice)
    }
    measured.push(slices)
  }
  for (const contender of contenders) await contender.close()
  return measured
}

/**
 * Each round begins with a different arm, and every other round runs backwards. So each arm runs as
 * often before another as after it, and leftovers (rows that the served Kusto still processes)
 * affect all arms equally.
 */
function turned<T>(all: readonly T[], round: number): T[] {
  const first = Math.floor(round / 2) % all.length
  const order = [...all.slice(first), ...all.slice(0, first)]
  return round % 2 === 0 ? order : order.toReversed()
}

function log(where: string, slice: Slice): void {
  const { arm, operationsPerSecond, cpuMicrosecondsPerOperation, scrapes } = slice
  console.error(
    `${where}, ${arm}: ${Math.round(operationsPerSecond)} operations/s, ${Math.round(cpuMicrosecondsPerOperation)} µs of processor each, ${scrapes} scrapes`,
  )
}

async function main(rounds: number, file: string): Promise<void> {
  const loadBefore = loadavg()
  const served = await ServedKusto.inMemory()
  const targets: TargetRounds[] = []
  try {
    for (const target of TARGETS) {
      // the criterion applies to the first, so it gets the most rounds
      const isFirst = target === TARGETS[0]
      targets.push(
        await measureTarget({
          target,
          rounds: isFirst ? rounds : Math.ceil(rounds * SHARE_OF_OTHERS),
          warmUpMs: isFirst ? WARM_UP_MS : WARM_UP_OF_OTHERS_MS,
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
    warmUpMs: WARM_UP_MS,
    warmUpOfOthersMs: WARM_UP_OF_OTHERS_MS,
    roundsOfAProcess: ROUNDS_OF_A_PROCESS,
    loadBefore,
    loadAfter: loadavg(),
  }
  writeFileSync(file, JSON.stringify(run))
}

const [rounds, file = ''] = process.argv.slice(2)
await main(Number(rounds), file)
