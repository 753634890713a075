import { afterAll, beforeAll, describe } from 'vitest'
import { connectKusto } from '../../../src/kusto/connect.ts'
import { resolveEndpoint } from '../../../src/kusto/connection/kusto-endpoint.ts'
import { openScratchDatabase, type ScratchDatabase } from '../../support/scratch-database.ts'
import { validateSaver } from './validate-saver.ts'

/**
 * A connection string with the name of an empty database, such as `http://127.0.0.1:8080/Scratch`.
 */
const url = process.env['KUSTO_URL'] ?? ''

let database: ScratchDatabase

describe.skipIf(url === '')('KUSTO_URL', () => {
  beforeAll(async () => {
    const endpoint = resolveEndpoint(url)
    database = await openScratchDatabase(() => connectKusto(endpoint))
  })
  afterAll(async () => database.drop())

  validateSaver({ name: 'KustoSaver on KUSTO_URL', open: async () => database.openEmpty() })
})
