import type { Slice } from './measure.ts'
import type { Target } from './targets.ts'

/** Slices of one target, a list for each round. */
export interface TargetRounds {
  readonly target: Target
  readonly rounds: readonly (readonly Slice[])[]
}

/** All measurements on one version of Node. */
export interface NodeRun {
  readonly node: string
  readonly targets: readonly TargetRounds[]
  /** Warm-up of the first target. */
  readonly warmUpMs: number
  readonly warmUpOfOthersMs: number
  /** Rounds per set of processes; then fresh ones take over. */
  readonly roundsOfAProcess: number
  readonly loadBefore: readonly number[]
  readonly loadAfter: readonly number[]
}
