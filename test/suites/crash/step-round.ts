import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'
import type { WriterProcess } from './processes/writer-process.ts'
import type { Spare } from './processes/spare.ts'
import type { StepPlan } from './step-plan.ts'
import { needsKusto, phaseOf } from './steps/kill-steps.ts'
import type { WriterSlot } from './writer-slot.ts'

export interface StepRoundParts {
  readonly cluster: Cluster
  readonly slot: WriterSlot
  readonly spareWriter: Spare<WriterProcess>
  /** Records the death of the slot's process. */
  readonly onDeath: () => void
}

/** Longer than a step takes to come, if it does. */
const PATIENCE_MS = { opening: 2500, running: 4000 } as const
/** Rows wait, and requests fail, for this time. */
const AWAY_MS = 300

/**
 * A writer of the slot kills itself at a step of its spool, and a successor takes its rows over.
 * If Kusto is to be away, it is while the writer works and dies and while the successor opens; a
 * step that needs Kusto is followed by its absence.
 *
 * @returns whether the step was taken; else the writer was killed elsewhere
 */
export async function killAtStep(plan: StepPlan, parts: StepRoundParts): Promise<boolean> {
  const { cluster, slot, onDeath } = parts
  const { point, isAway } = plan
  const isAwayBefore = isAway && !needsKusto(point.step)
  if (isAway) await cluster.prepareCrash()
  const wasTaken =
    phaseOf(point.step) === 'running'
      ? await killRunning(plan, parts, isAwayBefore)
      : await killOpening(plan, parts, isAwayBefore)
  onDeath()
  if (!isAwayBefore) await cluster.drain(slot.index)
  if (isAway && !isAwayBefore) {
    await cluster.prepareCrash()
    await cluster.leave()
  }
  await parts.spareWriter.prepare()
  await slot.start()
  if (isAway) {
    await pause(AWAY_MS)
    await cluster.comeBack()
  }
  return wasTaken
}

async function killRunning(
  { point }: StepPlan,
  { cluster, slot }: StepRoundParts,
  isAway: boolean,
): Promise<boolean> {
  if (isAway) await cluster.leave()
  slot.arm(point)
  return slot.killsItselfWithin(PATIENCE_MS.running)
}

/** The writer before it leaves rows behind. */
async function killOpening(
  { point, isAway }: StepPlan,
  { cluster, slot, spareWriter, onDeath }: StepRoundParts,
  staysAway: boolean,
): Promise<boolean> {
  await spareWriter.prepare()
  if (isAway) {
    await cluster.leave()
    await pause(AWAY_MS)
  }
  await slot.kill()
  onDeath()
  if (isAway && !staysAway) await cluster.comeBack()
  await slot.start(point)
  return slot.killsItselfWithin(PATIENCE_MS.opening)
}
