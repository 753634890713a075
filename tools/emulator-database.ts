/**
 * Waits for Microsoft's emulator and makes sure that it has a persistent database: `npm run
 * emulator:database -- --url http://localhost:8080 --database LangGraph`. Safe to run again.
 */
import { parseArgs } from 'node:util'
import { ensureDatabase } from './emulator/ensure-database.ts'

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:8080' },
    database: { type: 'string', default: 'LangGraph' },
    'wait-seconds': { type: 'string', default: '120' },
  },
})
const { url, database } = values
const done = await ensureDatabase(url, database, Number(values['wait-seconds']) * 1_000)
console.log(`Database ${database}: ${done}. Connection string: ${url}/${database}`)
