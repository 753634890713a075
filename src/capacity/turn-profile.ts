/** Tables that a turn writes to; tombstones are written by `deleteThread` only. */
export type TurnTable = 'Checkpoints' | 'CheckpointBlobs' | 'CheckpointWrites'

export const TURN_TABLES: readonly TurnTable[] = [
  'Checkpoints',
  'CheckpointBlobs',
  'CheckpointWrites',
]

/** What a turn sends to one table, on the average of a thread. */
interface TableProfile {
  /** Calls of the saver that write to this table: the requests without any group commit. */
  readonly writes: number
  readonly rows: number
  /** Bytes of these rows as JSON lines, without what grows with the state. */
  readonly fixedBytes: number
}

/** One turn of an agent, as the saver and Kusto see it. */
export interface TurnProfile {
  /** What the turn is, for the help and the documents. */
  readonly text: string
  readonly queries: number
  readonly tables: Readonly<Record<TurnTable, TableProfile>>
  /**
   * JSON bytes more for each byte that the thread's messages have come to. A list that grows is
   * sent as what it grew by; now and then some of what was sent before is sent again, in one part.
   */
  readonly jsonBytesPerStateByte: number
}
