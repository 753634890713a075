import { afterAll, beforeAll, describe } from 'vitest'
import { openScratchDatabase, type ScratchDatabase } from '../support/scratch-database.ts'
import { validateSaver } from './validate-saver.ts'

/** A connection string with the name of an empty database, such as `http://127.0.0.1:8080/Scratch`. */
const url = process.env['KUSTO_URL'] ?? ''

let database: ScratchDatabase | undefined

describe.skipIf(url === '')('KUSTO_URL', () => {
  beforeAll(async () => {
    database = await openScratchDatabase(url)
  })
  afterAll(async () => database?.drop())

  validateSaver({
    name: 'KustoSaver on KUSTO_URL',
    async open() {
      if (database === undefined) throw new Error('KUSTO_URL could not be opened')
      return database.openEmpty()
    },
  })
})
