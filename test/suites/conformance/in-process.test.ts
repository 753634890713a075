import { afterAll, beforeAll } from 'vitest'
import { LocalKusto } from '../../../src/local/index.ts'
import { openScratchDatabase, type ScratchDatabase } from '../../support/scratch-database.ts'
import { validateSaver } from './validate-saver.ts'

let kusto: LocalKusto
let database: ScratchDatabase

beforeAll(async () => {
  kusto = await LocalKusto.open()
  database = await openScratchDatabase(() => kusto.client())
})
afterAll(async () => kusto.close())

validateSaver({
  name: 'KustoSaver on the local Kusto in process',
  open: async () => database.openEmpty(),
})
