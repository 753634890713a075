import { setTimeout as delay } from 'node:timers/promises'
import { KustoError, type KustoClient, type KustoTable } from '../../src/index.ts'
import { CHECKPOINTS, WRITES } from '../../src/tables/schema.ts'
import type { Breakage } from './settings.ts'

const EVERY = 10
const DELAY_MS = 1_000

const VALUE_COLUMN = 'value'
/** How the documents of the load begin, as JSON. */
const DOCUMENT_START = '"document '

/**
 * A client that does what a broken saver would, where nothing above can tell: the tests of the
 * suite must see the run fail.
 *
 * - `drop-write`: every tenth request with pending writes is acknowledged and never sent.
 * - `delay-1s`: each query takes a second longer; `delay-all-1s`: each ingestion, too.
 * - `fail-put`: every tenth request with checkpoints is refused for good.
 * - `wrong-byte`: queries give documents with another first letter.
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
 * A letter of a long value becomes another one: as many bytes as before, still JSON, and not what
 * was stored.
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
