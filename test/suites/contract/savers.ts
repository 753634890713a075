import { MemorySaver, type BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import { afterAll, inject } from 'vitest'
import { LocalKusto } from '../../../src/local/index.ts'
import { openLocalSaver } from '../../support/local-saver.ts'
import { isWorst } from '../../support/test-kusto.ts'
import { openScratchDatabase } from '../../support/scratch-database.ts'

export interface OpenSaver {
  readonly saver: BaseCheckpointSaver
  close(): Promise<void>
}

export type SaverName = 'kusto' | 'postgres' | 'memory'

export const hasPostgres: boolean = inject('postgresUrl') !== ''

const kusto = await LocalKusto.open()
const database = await openScratchDatabase(() => kusto.client())
afterAll(async () => kusto.close())

/** A saver on empty storage. */
export const openSaver: Readonly<Record<SaverName, () => Promise<OpenSaver>>> = {
  // the worst Kusto may return cleared rows again, so each story has its own
  kusto: async () => (isWorst ? openLocalSaver() : database.openEmpty()),
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
