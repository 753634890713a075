import { LocalKusto, type LocalKustoOptions } from '../../../../src/local/index.ts'
import { afterEach } from 'vitest'

export type Client = ReturnType<LocalKusto['client']>

const opened: LocalKusto[] = []

/** An engine that is closed after the test. */
export async function open(options: LocalKustoOptions = {}): Promise<LocalKusto> {
  const kusto = await LocalKusto.open(options)
  opened.push(kusto)
  return kusto
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((kusto) => kusto.close()))
})

/** The rows of the last result table. */
export async function rows(
  client: Client,
  text: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<readonly (readonly unknown[])[]> {
  return (await client.query({ text, parameters })).at(-1)?.rows ?? []
}

/** The command's rows as objects. */
export async function command(
  client: Client,
  text: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const result = await client.command({ text })
  return result.rows.map((row) =>
    Object.fromEntries(result.columns.map((column, index) => [column.name, row[index]])),
  )
}

/** A table with streaming ingestion and an identity mapping `m`. */
export async function createTable(client: Client, name: string, schema: string): Promise<void> {
  await client.command({ text: `.create-merge table ${name} (${schema})` })
  const columns = schema.split(',').map((column) => column.split(':')[0]?.trim())
  const mapping = columns.map((column) => ({ column, Properties: { Path: `$['${column}']` } }))
  await client.command({
    text: `.create-or-alter table ${name} ingestion json mapping 'm' \`\`\`${JSON.stringify(mapping)}\`\`\``,
  })
  await client.command({ text: `.alter table ${name} policy streamingingestion enable` })
}

export async function ingest(
  client: Client,
  table: string,
  ...records: readonly (object | string)[]
): Promise<void> {
  const lines = records.map((record) =>
    typeof record === 'string' ? record : JSON.stringify(record),
  )
  await client.ingest({ table, mapping: 'm', body: Buffer.from(lines.join('\n')) })
}
