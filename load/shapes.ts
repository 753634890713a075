/** Saver calls and Kusto rows that one request of the load causes, derived from its shape. */
export interface Shape {
  readonly puts: number
  readonly putWrites: number
  readonly getTuples: number
  readonly lists: number
  /** Distinct checkpoints stored. */
  readonly checkpoints: number
  /** Distinct pending writes stored. */
  readonly writes: number
}

const NOTHING: Shape = { puts: 0, putWrites: 0, getTuples: 0, lists: 0, checkpoints: 0, writes: 0 }

/**
 * k supersteps with t tasks are k + 2 puts, t + 1 putWrites and 1 getTuple. A task writes its
 * channels and one more for each next node. A test runs each shape once on the host and counts.
 */
export const SHAPES = {
  /**
   * 3 supersteps, 4 tasks: model, two tools, model. Writes: 2 of the input, 3 and 2 of the model, 3
   * and 2 of the tools.
   */
  turn: { ...NOTHING, puts: 5, putWrites: 5, getTuples: 1, checkpoints: 5, writes: 12 },
  /** 1 superstep, 1 task. */
  chat: { ...NOTHING, puts: 3, putWrites: 2, getTuples: 1, checkpoints: 3, writes: 4 },
  /**
   * Reads the history, a turn from a checkpoint by its id (read by id, then the latest), and the
   * other branch.
   */
  fork: { ...NOTHING, puts: 5, putWrites: 5, getTuples: 3, lists: 1, checkpoints: 5, writes: 12 },
  /** Ends in an interrupt before its second superstep is whole. */
  question: { ...NOTHING, puts: 3, putWrites: 3, getTuples: 1, checkpoints: 3, writes: 5 },
  resume: { ...NOTHING, puts: 1, putWrites: 2, getTuples: 1, checkpoints: 1, writes: 3 },
  put: { ...NOTHING, puts: 1, checkpoints: 1 },
  get: { ...NOTHING, getTuples: 1 },
  list: { ...NOTHING, lists: 1 },
} as const satisfies Record<string, Shape>
