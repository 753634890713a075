/** Tables that a turn writes to. Only `deleteThread` writes tombstones. */
export type TurnTable = 'Checkpoints' | 'CheckpointBlobs' | 'CheckpointWrites'

export const TURN_TABLES: readonly TurnTable[] = [
  'Checkpoints',
  'CheckpointBlobs',
  'CheckpointWrites',
]

/** What a turn sends to one table, averaged over a thread. */
interface TableProfile {
  /** Calls of the saver that write to this table: the requests without group commit. */
  readonly writes: number
  readonly rows: number
  /** Bytes of these rows as JSON lines, without the part that grows with the state. */
  readonly fixedBytes: number
}

/** One turn of an agent: its calls of the saver and its requests to Kusto. */
export interface TurnProfile {
  /** Description for the help and the documents. */
  readonly text: string
  readonly queries: number
  readonly tables: Readonly<Record<TurnTable, TableProfile>>
  /**
   * Additional JSON bytes per byte of the thread's messages. The saver sends a growing list as its
   * growth, and sometimes sends earlier bytes again when it merges parts.
   */
  readonly jsonBytesPerStateByte: number
}
