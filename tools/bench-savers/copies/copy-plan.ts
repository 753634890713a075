/**
 * Copies of one stored checkpoint, made without the saver, because storing 100,000 through it would
 * take too long.
 */
export interface CopyPlan {
  readonly fromThread: string
  readonly fromCheckpoint: string
  readonly copies: number
  /** Copies of one thread; the n-th thread is called `<toThread>-<n>`. */
  readonly copiesOfAThread: number
  readonly toThread: string
}

/** Grows as text, like LangGraph's ids. */
export function copyId(number: number): string {
  return `1ff00000-0000-6000-8000-${number.toString(16).padStart(12, '0')}`
}

/** The same in SQL, over a column or an expression. */
export const COPY_ID_PREFIX = '1ff00000-0000-6000-8000-'
