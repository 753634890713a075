/** Calls of the saver and rows in Kusto that one request of the load causes, by its shape alone. */
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
 * k supersteps with t tasks are k + 2 puts, t + 1 putWrites and 1 getTuple. A test lets the host do each once and counts.
 */
export const SHAPES = {
  /** 3 supersteps, 4 tasks: model, two tools, model. */
  turn: { ...NOTHING, puts: 5, putWrites: 5, getTuples: 1, checkpoints: 5, writes: 10 },
  put: { ...NOTHING, puts: 1, checkpoints: 1 },
  get: { ...NOTHING, getTuples: 1 },
} as const satisfies Record<string, Shape>
