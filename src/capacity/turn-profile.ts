/** Tables that a turn writes to; tombstones are written by `deleteThread` only. */
export type TurnTable = 'Checkpoints' | 'CheckpointBlobs' | 'CheckpointWrites'

export const TURN_TABLES: readonly TurnTable[] = [
  'Checkpoints',
  'CheckpointBlobs',
  'CheckpointWrites',
]

/** What a turn sends to one table, when the state is small. */
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
  /** How often the whole state is stored in a turn: once for each superstep that changes it. */
  readonly stateCopies: number
  /** JSON bytes that one byte of state becomes in one such copy: quotes in it are escaped. */
  readonly jsonBytesPerStateByte: number
}
