import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { connectKusto } from '../../../src/kusto/connect.ts'
import { resolveEndpoint } from '../../../src/kusto/connection/kusto-endpoint.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { openScratchDatabase, type ScratchDatabase } from '../../support/scratch-database.ts'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts'
import { validateSaver } from './validate-saver.ts'

let folder: TemporaryFolder
let kusto: LocalKusto
let database: ScratchDatabase

beforeAll(async () => {
  folder = await temporaryFolder()
  kusto = await LocalKusto.open({ path: join(folder.path, 'kusto.sqlite'), database: 'Agents' })
  const server = await kusto.listen()
  const endpoint = resolveEndpoint(`Data Source=${server.url};Initial Catalog=Agents`)
  database = await openScratchDatabase(() => connectKusto(endpoint))
})

// this also tests dropping, because here it cannot lose anybody's tables
afterAll(async () => {
  await database.drop()
  await kusto.close()
  await folder.remove()
})

validateSaver({
  name: 'KustoSaver through the Azure SDKs on a file-backed local Kusto',
  open: async () => database.openEmpty(),
})
