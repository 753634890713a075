/*
 * A checkpoint is hidden by a row of CheckpointWrites: a write that no task can make. That table's
 * rows are read with their checkpoint, are refreshed with it, and outlast it by 30 days.
 */

/** LangGraph's special writes have -1 to -4, all others their position. */
export const HIDING_IDX = -1000

/** So that queries find the rows by an index. */
export const HIDING_CHANNEL = '__hidden__'

/** For rows of CheckpointWrites. */
export const IS_HIDING = `channel == "${HIDING_CHANNEL}" and idx == ${HIDING_IDX}`
