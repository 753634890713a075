import { argv, stdout } from 'node:process'
import { LocalKusto } from '../../../../src/local/index.ts'

/** Enqueues row after row and prints each acknowledged one, until it is killed. */
const kusto = await LocalKusto.open({ path: argv[2] ?? '' })
const client = kusto.client()
await client.command({ text: '.create table T (n:long)' })
await client.command({
  text: `.create table T ingestion json mapping 'M' '[{"column":"n","path":"$.n"}]'`,
})
await client.command({
  text: `.alter table T policy ingestionbatching '{"MaximumNumberOfItems":7}'`,
})
for (let n = 0; ; n += 1) {
  await client.enqueue({ table: 'T', mapping: 'M', body: Buffer.from(JSON.stringify({ n })) })
  stdout.write(`${n}\n`)
}
