import type { InProcessClient } from '../../../../src/local/index.ts'

const COMMANDS = [
  '.create-merge table T (id:string, n:long)',
  `.create-or-alter table T ingestion json mapping 'm' '[{"column":"id","Properties":{"Path":"$.id"}},{"column":"n","Properties":{"Path":"$.n"}}]'`,
  '.alter table T policy streamingingestion enable',
  '.create ifnotexists materialized-view V on table T { T | summarize n = max(n) by id }',
]

export async function createTable(client: InProcessClient): Promise<void> {
  for (const text of COMMANDS) await client.command({ text })
}

export async function ingest(client: InProcessClient, n: number): Promise<void> {
  const body = Buffer.from(`{"id":"one","n":${n}}\n{"id":"two","n":${n}}`)
  await client.ingest({ table: 'T', mapping: 'm', body })
}
