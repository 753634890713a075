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
export type SaverName = (typeof SAVERS)[number]

/** What all ratios are taken to. */
export const PEER: SaverName = 'PostgresSaver'

/** A saver on an empty database of its own. */
export interface OpenSaver {
  readonly saver: BaseCheckpointSaver
  /** Where its rows go, to store without the saver; KustoSaver only. */
  readonly client?: KustoClient
  /** Runs SQL beside the saver; the SQL savers only. */
  readonly sql?: (text: string) => Promise<void>
  /** Bytes that the database takes; undefined where there is none. */
  storedBytes(): Promise<StoredBytes | undefined>
  close(): Promise<void>
}
