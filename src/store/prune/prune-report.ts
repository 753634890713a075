/**
 * Why `prune()` keeps a checkpoint.
 *
 * - `latest`: one of the newest of its namespace.
 * - `notWhole`: not readable yet, and newer than those.
 * - `interrupt`: a task waits for an answer, and nothing was put after it.
 * - `fork`: the end of a fork that was written to lately.
 * - `subgraph`: the state of a subgraph that a kept checkpoint has, or began with.
 */
export type KeptFor = 'latest' | 'notWhole' | 'interrupt' | 'fork' | 'subgraph'

/**
 * Why the rows of a hidden checkpoint are still needed.
 *
 * - `deltaChannel`: a kept checkpoint rebuilds a delta channel from its writes or its snapshot.
 * - `pendingSends`: a kept checkpoint of a format before 4 has its sends.
 */
export type UsedFor = 'deltaChannel' | 'pendingSends'

/** A checkpoint that `prune()` kept. */
export interface KeptCheckpoint {
  /** Namespace of the checkpoint. */
  readonly checkpointNs: string
  /** Id of the checkpoint. */
  readonly checkpointId: string
  /** At least one reason. */
  readonly why: readonly KeptFor[]
}

/** A hidden checkpoint on whose rows a kept one rests. */
export interface UsedCheckpoint {
  /** Namespace of the checkpoint. */
  readonly checkpointNs: string
  /** Id of the checkpoint. */
  readonly checkpointId: string
  /** At least one reason. */
  readonly why: readonly UsedFor[]
}

/** What `prune()` did with one thread. */
export interface PruneReport {
  /** The thread. */
  readonly threadId: string
  /** Number of checkpoints that this call has hidden, or would hide with `dryRun`. */
  readonly pruned: number
  /** What readers still get. */
  readonly kept: readonly KeptCheckpoint[]
  /** Hidden by this call or an earlier one, but in use: retention must not take their rows yet. */
  readonly inUse: readonly UsedCheckpoint[]
}

/** What `deleteForRuns()` did with one thread. */
export interface RunDeletionReport {
  /** The thread. */
  readonly threadId: string
  /** Number of checkpoints that this call has hidden, or would hide with `dryRun`. */
  readonly deleted: number
  /** Number of checkpoints that readers still get. */
  readonly left: number
  /** Hidden, but in use by those that are left. */
  readonly inUse: readonly UsedCheckpoint[]
}
