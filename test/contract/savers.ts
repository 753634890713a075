import { MemorySaver, type BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import { inject } from 'vitest'
import { openLocalSaver } from '../support/local-saver.ts'

export interface OpenSaver {
  readonly saver: BaseCheckpointSaver
  close(): Promise<void>
}

export type SaverName = 'kusto' | 'postgres' | 'memory'

export const hasPostgres: boolean = inject('postgresUrl') !== ''

/** A saver on empty storage of its own. */
export const openSaver: Readonly<Record<SaverName, () => Promise<OpenSaver>>> = {
  kusto: openLocalSaver,
  postgres: openPostgresSaver,
  memory: async () => ({ saver: new MemorySaver(), close: async () => {} }),
}

let schemas = 0

async function openPostgresSaver(): Promise<OpenSaver> {
  schemas += 1
  const schema = `story_${process.pid}_${schemas}`
  const saver = PostgresSaver.fromConnString(inject('postgresUrl'), { schema })
  await saver.setup()
  return { saver, close: async () => saver.end() }
}
