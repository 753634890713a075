import { setTimeout as delay } from 'node:timers/promises'
import { KustoError, type KustoClient, type KustoTable } from '../../src/index.ts'
import { CHECKPOINTS, WRITES } from '../../src/tables/schema.ts'
import type { Breakage } from './settings.ts'

const EVERY = 10
const DELAY_MS = 1_000

const VALUE_COLUMN = 'value'
/** The JSON prefix of the load's documents. */
const DOCUMENT_START = '"document '

/**
 * A client that behaves like a broken saver, invisibly to the code above it, so that tests can
 * check that the run fails.
 *
 * - `drop-write`: every tenth request with pending writes is acknowledged and never sent.
 * - `delay-1s`: each query takes a second longer; `delay-all-1s`: each ingestion, too.
 * - `fail-put`: every tenth request with checkpoints is refused for good.
 * - `wrong-byte`: queries return documents with another first letter.
 */
export function brokenClient(client: KustoClient, broken: Breakage): KustoClient {
  let ingests = 0
  return {
    command: async (request) => client.command(request),
    enqueue: async (request) => client.enqueue(request),
    close: async () => client.close(),
    query: async (request) => {
      if (broken === 'delay-1s' || broken === 'delay-all-1s') await delay(DELAY_MS)
      const tables = await client.query(request)
      return broken === 'wrong-byte' ? tables.map(spoil) : tables
    },
    ingest: async (request) => {
      if (broken === 'delay-all-1s') await delay(DELAY_MS)
      if (broken === 'drop-write' && request.table === WRITES.name && ++ingests % EVERY === 0)
        return
      if (broken === 'fail-put' && request.table === CHECKPOINTS.name && ++ingests % EVERY === 0) {
        throw new KustoError('Refused on purpose', { code: 'BadRequest', permanent: true })
      }
      await client.ingest(request)
    },
  }
}

/**
 * Replaces a letter of a long value: the same number of bytes, still JSON, but not the stored
 * value.
 */
function spoil(table: KustoTable): KustoTable {
  const at = table.columns.findIndex(({ name }) => name === VALUE_COLUMN)
  if (at === -1) return table
  return { ...table, rows: table.rows.map((row) => row.with(at, otherLetter(row[at]))) }
}

function otherLetter(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith(DOCUMENT_START)) return value
  return `${DOCUMENT_START.replace('d', 'D')}${value.slice(DOCUMENT_START.length)}`
}
