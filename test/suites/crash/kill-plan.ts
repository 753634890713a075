import type { Digests } from '../../../tools/judge/digest.ts'
import type { HistoryLine, Operation } from '../../../tools/judge/history.ts'
import type { SeededRandom } from './workload/seeded-random.ts'

/** What must be under way at the kill. */
const MOMENTS = ['anything', 'large put', 'several calls', 'writes', 'deletion'] as const
type Moment = (typeof MOMENTS)[number]

export interface KillPlan {
  /** Index of a writer, or the server. */
  readonly victim: number | 'server'
  readonly moment: Moment
  /** Delay from the moment to the kill. */
  readonly delayMs: number
  /** How long to wait for the moment: a deletion is rare. */
  readonly patienceMs: number
}

const SEVERAL = 6
const CHUNK_BYTES = 700_000

export function planKill(random: SeededRandom, writers: number): KillPlan {
  const moment = random.pick(MOMENTS)
  return {
    victim: random.chance(0.5) ? 'server' : random.integer(0, writers - 1),
    moment,
    delayMs: moment === 'anything' ? random.integer(50, 500) : random.integer(0, 30),
    patienceMs: random.integer(300, 800),
  }
}

/** Whether a line shows that the planned moment has come. */
export function isMoment(plan: KillPlan, line: HistoryLine, openCalls: number): boolean {
  if (plan.moment === 'anything') return true
  if (line.type !== 'call') return false
  if (plan.victim !== 'server' && !line.process.startsWith(`w${plan.victim}.`)) return false
  return IS_UNDER_WAY[plan.moment](line.operation, openCalls)
}

const IS_UNDER_WAY: Readonly<
  Record<Exclude<Moment, 'anything'>, (operation: Operation, openCalls: number) => boolean>
> = {
  'large put': (operation) => operation.kind === 'put' && isLarge(operation.values),
  'several calls': (_, openCalls) => openCalls >= SEVERAL,
  writes: (operation) => operation.kind === 'putWrites',
  deletion: (operation) => operation.kind === 'deleteThread',
}

/** Whether a value goes out in several chunks: its digest ends with its size. */
function isLarge(values: Digests): boolean {
  return Object.values(values).some((digest) => Number(digest.split('.').at(-1)) > CHUNK_BYTES)
}
