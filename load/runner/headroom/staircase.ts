/** One rate that was run. */
export interface Step {
  readonly perSecond: number
  readonly isHeld: boolean
}

const FIRST_PER_SECOND = 20
const CLIMB = 1.5
/** The answer is as exact as that. */
const FINEST = 1.1
const LOWEST_PER_SECOND = 1

/**
 * The next rate of a staircase: up by half until a rate fails, then halfway between the highest
 * that held and the lowest that failed. Undefined when these are less than a tenth apart.
 */
export function nextRate(steps: readonly Step[]): number | undefined {
  const failed = lowestFailed(steps)
  const held = highestHeld(steps)
  if (failed === undefined) {
    return held === undefined ? FIRST_PER_SECOND : Math.round(held * CLIMB)
  }
  if (held === undefined) {
    return failed <= LOWEST_PER_SECOND ? undefined : Math.floor(failed / 2)
  }
  const middle = Math.round((held + failed) / 2)
  return failed / held <= FINEST || middle === held || middle === failed ? undefined : middle
}

/** The highest rate that held, below every one that failed; undefined if none did. */
export function highestHeld(steps: readonly Step[]): number | undefined {
  const failed = lowestFailed(steps) ?? Infinity
  const held = steps.filter((step) => step.isHeld && step.perSecond < failed)
  return held.length === 0 ? undefined : Math.max(...held.map(({ perSecond }) => perSecond))
}

function lowestFailed(steps: readonly Step[]): number | undefined {
  const failed = steps.filter(({ isHeld }) => !isHeld)
  return failed.length === 0 ? undefined : Math.min(...failed.map(({ perSecond }) => perSecond))
}
