import type { EngineClock } from '../../clock/engine-clock.ts'
import type { ChosenFault } from './fault-plan.ts'
import type { FaultRule } from './fault-rule.ts'
import type { InjectedFault } from './injected-fault.ts'
import { connectionReset, noAnswer, statusFault } from './make-fault.ts'

/** The work of one request, with the changes that a fault makes. */
export type Work<T> = (change?: WorkChange) => Promise<T>

export interface WorkChange {
  /** How much later streamed rows become visible. */
  readonly holdMs?: number
  /** HTTP 200 with a truncated body. */
  readonly isCut?: boolean
  readonly partialFailure?: { readonly code: string; readonly message: string }
}

/** What a fault may use to wait. */
export interface FaultTimers {
  readonly sleep: (delayMs: number) => Promise<void>
  readonly clock: EngineClock
}

/** Runs a request with its fault. */
export async function injectFault<T>(
  { rule, delayMs }: ChosenFault,
  work: Work<T>,
  { sleep, clock }: FaultTimers,
): Promise<T> {
  const failure = failureOf(rule)
  if (failure !== undefined) {
    // an error of the work itself comes first, because it has no answer to lose
    if (rule.fault === 'lost-acknowledgement' || rule.phase === 'after') await work()
    throw failure
  }
  if (rule.fault === 'slow') return await answerLate(work, rule.phase, () => sleep(delayMs))
  if (rule.fault === 'redelivery') {
    return await deliverTwice(work, clock, rule.delayMs === undefined ? undefined : delayMs)
  }
  return await work(changeOf(rule, delayMs))
}

function failureOf(rule: FaultRule): InjectedFault | undefined {
  if (rule.fault === 'status') return statusFault(rule)
  if (rule.fault === 'reset' || rule.fault === 'lost-acknowledgement') return connectionReset()
  return rule.fault === 'hang' ? noAnswer() : undefined
}

function changeOf(rule: FaultRule, delayMs: number): WorkChange {
  if (rule.fault === 'reorder') return { holdMs: delayMs }
  if (rule.fault !== 'partial-failure') return { isCut: rule.fault === 'cut' }
  const { code = LOW_MEMORY.code, message = LOW_MEMORY.message } = rule
  return { partialFailure: { code, message } }
}

/** concepts/partial-query-failures.md */
const LOW_MEMORY = {
  code: 'E_LOW_MEMORY_CONDITION',
  message: 'Query execution lacks memory resources to complete (E_LOW_MEMORY_CONDITION).',
}

async function answerLate<T>(
  work: Work<T>,
  phase: 'before' | 'after' = 'before',
  wait: () => Promise<void>,
): Promise<T> {
  if (phase === 'before') await wait()
  const result = await work()
  if (phase === 'after') await wait()
  return result
}

/** Ignores the result of the second time. */
async function deliverTwice<T>(
  work: Work<T>,
  clock: EngineClock,
  delayMs: number | undefined,
): Promise<T> {
  const result = await work()
  const again = async (): Promise<void> => {
    await work().catch(() => undefined)
  }
  if (delayMs === undefined) await again()
  else clock.schedule(again, delayMs)
  return result
}
