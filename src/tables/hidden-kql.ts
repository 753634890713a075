/*
 * A checkpoint is hidden by a row of CheckpointWrites: a write that no task can make. That table's
 * rows are read with their checkpoint, are refreshed with it, and outlast it by 30 days.
 */

/** LangGraph's special writes have -1 to -4, all others their position. */
export const HIDING_IDX = -1000

/** So that queries find the rows by an index. */
export const HIDING_CHANNEL = '__hidden__'

/** For rows of CheckpointWrites. */
export const IS_HIDING: string = `channel == "${HIDING_CHANNEL}" and idx == ${HIDING_IDX}`

/** The columns that name a checkpoint. */
export const BY_CHECKPOINT = 'thread_id, checkpoint_ns, checkpoint_id'

/**
 * Names the checkpoints that are hidden, as `hidden`: those that were not put again afterwards.
 *
 * @param scope - filters of both tables, each on a line of its own
 */
export const LET_HIDDEN = (scope: string): string => `let hiding = materialize(
    CheckpointWrites${scope}
    | where ${IS_HIDING}
    | summarize hidden_at = max(revision) by ${BY_CHECKPOINT});
let hidden = materialize(
    Checkpoints${scope}
    | where checkpoint_id in ((hiding | project checkpoint_id))
    | summarize put_at = max(revision) by ${BY_CHECKPOINT}
    | join kind=inner hiding on ${BY_CHECKPOINT}
    | where put_at <= hidden_at
    | project ${BY_CHECKPOINT});`

/** For rows with those columns, after {@link LET_HIDDEN}. */
export const NOT_HIDDEN: string = `join kind=leftanti hint.shufflekey=thread_id hidden on ${BY_CHECKPOINT}`
