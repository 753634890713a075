import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'

/** The part of a saver that threads are imported from. */
export type ImportSource = Pick<BaseCheckpointSaver, 'getTuple' | 'list'>

/** Options of `importFrom()`. */
export interface ImportFromOptions {
  /** Which threads. @default all that the source's `list()` gives without a thread */
  readonly threadIds?: Iterable<string> | AsyncIterable<string>
  /** How many threads are imported at a time. @default 4 */
  readonly concurrency?: number
  /** Called after each thread; must not throw. */
  readonly onProgress?: (report: ImportReport) => void
  /** Ends the import after the threads that are under way. */
  readonly signal?: AbortSignal
}

/** A field of a checkpoint that is not here what it is in the source. */
export interface ImportDifference {
  /** Thread of the checkpoint. */
  readonly threadId: string
  /** Namespace of the checkpoint. */
  readonly checkpointNs: string
  /** Id of the checkpoint. */
  readonly checkpointId: string
  /** `checkpoint`, `metadata`, `parentConfig`, `pendingWrites`, or `channel_values.` and a name. */
  readonly field: string
}

/** A thread that was not imported, or not all of it. */
export interface ImportFailure {
  /** The thread. */
  readonly threadId: string
  /** What was thrown. */
  readonly error: unknown
}

/** What an import has done, and what the comparison with the source has found. */
export interface ImportReport {
  /** Threads that were read, written and compared. */
  readonly threads: number
  /** Checkpoints that are here now as they are in the source. */
  readonly checkpoints: number
  /** Those of them that were here before. */
  readonly alreadyThere: number
  /** What differs; empty when everything arrived. */
  readonly differences: readonly ImportDifference[]
  /** Threads that failed; the others were imported all the same. */
  readonly failures: readonly ImportFailure[]
}
