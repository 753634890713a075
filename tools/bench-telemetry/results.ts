import type { Slice } from './measure.ts'
import type { Target } from './targets.ts'

/** Slices of one target, a list for each round. */
export interface TargetRounds {
  readonly target: Target
  readonly rounds: readonly (readonly Slice[])[]
}

/** Everything that was measured on one version of Node. */
export interface NodeRun {
  readonly node: string
  readonly targets: readonly TargetRounds[]
  /** Of the first target. */
  readonly warmUpMs: number
  readonly warmUpOfOthersMs: number
  /** Fresh processes take over after so many. */
  readonly roundsOfAProcess: number
  readonly loadBefore: readonly number[]
  readonly loadAfter: readonly number[]
}
