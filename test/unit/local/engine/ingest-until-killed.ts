import { LocalKusto } from '../../../../src/local/index.ts'
import { createTable, ingest } from './table-for-kill.ts'

// Child of durability.test.ts: prints each acknowledged number until it is killed.
const kusto = await LocalKusto.open({ path: process.argv[2] ?? '' })
const client = kusto.client()
await createTable(client)
for (let n = 0; ; n += 1) {
  await ingest(client, n)
  process.stdout.write(`${n}\n`)
}
