import type { OmissionReason } from './readable-head.ts'
import type { WrittenThread } from './write-thread.ts'

/** A checkpoint's row that was not copied. */
export interface LeftCheckpoint {
  /** Namespace of the checkpoint. */
  readonly checkpointNs: string
  /** Id of the checkpoint. */
  readonly checkpointId: string
  /** What is wrong with the row. */
  readonly why: OmissionReason
}

/** What a copy or an import of a thread stored. */
export interface TransferReport {
  /** Rows of checkpoints; one that was put again has several. */
  readonly checkpoints: number
  /** Rows of pending writes; a large one has several. */
  readonly writes: number
  /** Rows of channel values that checkpoints share; a large one has several. */
  readonly values: number
  /**
   * Whether an earlier call had already stored the same thread, so that this call wrote nothing.
   */
  readonly isRepeated: boolean
  /** Unreadable checkpoints, incomplete or damaged, which were not copied. */
  readonly left: readonly LeftCheckpoint[]
}

export function transferReport(
  { rows, isRepeated }: WrittenThread,
  left: readonly LeftCheckpoint[],
): TransferReport {
  return {
    checkpoints: rows.Checkpoints,
    writes: rows.CheckpointWrites,
    values: rows.CheckpointBlobs,
    isRepeated,
    left,
  }
}
