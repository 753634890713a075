import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import type { KustoClient } from '../../../src/index.ts'
import type { StoredBytes } from './stored-bytes.ts'

export const SAVERS = [
  'KustoSaver in process',
  'KustoSaver over HTTP',
  'PostgresSaver',
  'SqliteSaver',
  'MemorySaver',
] as const
/** Writes to the local disk first; its rows go to the served Kusto in the background. */
export const SPOOLED = 'KustoSaver spooled, over HTTP'
export type SaverName = (typeof SAVERS)[number] | typeof SPOOLED

/** The baseline of all ratios. */
export const PEER: SaverName = 'PostgresSaver'

/** A saver on a separate, empty database. */
export interface OpenSaver {
  readonly saver: BaseCheckpointSaver
  /** Stores rows without the saver; KustoSaver only. */
  readonly client?: KustoClient
  /** Runs SQL without the saver; the SQL savers only. */
  readonly sql?: (text: string) => Promise<void>
  /** Bytes that the database takes; undefined without a database. */
  storedBytes(): Promise<StoredBytes | undefined>
  close(): Promise<void>
}
