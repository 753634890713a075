import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'

/** The part of a saver that threads are imported from. */
export type ImportSource = Pick<BaseCheckpointSaver, 'getTuple' | 'list'>

/** Options of `importFrom()`. */
export interface ImportFromOptions {
  /** Threads to import. @default all that the source's `list()` returns without a thread */
  readonly threadIds?: Iterable<string> | AsyncIterable<string>
  /** How many threads are imported at a time. @default 4 */
  readonly concurrency?: number
  /** Called after each thread; must not throw. */
  readonly onProgress?: (report: ImportReport) => void
  /** Ends the import after the threads that are under way. */
  readonly signal?: AbortSignal
}

/** A field of a checkpoint that differs from the source. */
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

/** A thread that was not imported, or only in part. */
export interface ImportFailure {
  /** The thread. */
  readonly threadId: string
  /** The error. */
  readonly error: unknown
}

/** The result of an import, and of the comparison with the source. */
export interface ImportReport {
  /** Number of threads that were read, written and compared. */
  readonly threads: number
  /** Checkpoints that now exist here as in the source. */
  readonly checkpoints: number
  /** Those that existed here before. */
  readonly alreadyThere: number
  /** Differences; empty if everything arrived. */
  readonly differences: readonly ImportDifference[]
  /** Threads that failed; the others were imported. */
  readonly failures: readonly ImportFailure[]
}
