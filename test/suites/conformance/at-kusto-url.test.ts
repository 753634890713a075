import { afterAll, beforeAll, describe } from 'vitest'
import { connectKusto } from '../../../src/kusto/connect.ts'
import { resolveEndpoint } from '../../../src/kusto/connection/kusto-endpoint.ts'
import { emulatorEvidence } from '../../../src/probes/emulator-evidence.ts'
import { openScratchDatabase, type ScratchDatabase } from '../../support/scratch-database.ts'
import { validateSaver } from './validate-saver.ts'

/**
 * A connection string with the name of an empty database, such as `http://127.0.0.1:8080/Scratch`.
 */
const url = process.env['KUSTO_URL'] ?? ''

/** Which other suites to run on this Kusto. */
function restFor(emulator: string | undefined): string {
  return emulator === undefined
    ? 'Next: `npm run live` tries the rest, and `make load` measures.'
    : "This is Microsoft's emulator. Next: `npm run live` and `npm run conformance:emulator`. Queued and managed ingestion do not apply, since it has no ingestion service, and its licence forbids benchmarks."
}

let database: ScratchDatabase

describe.skipIf(url === '')('KUSTO_URL', () => {
  beforeAll(async () => {
    const endpoint = resolveEndpoint(url)
    database = await openScratchDatabase(() => connectKusto(endpoint))
  })
  afterAll(async () => {
    await database.drop()
    const client = connectKusto(resolveEndpoint(url))
    process.stdout.write(`${restFor(await emulatorEvidence(client))}\n`)
    await client.close()
  })

  validateSaver({ name: 'KustoSaver on KUSTO_URL', open: async () => database.openEmpty() })
})
