import { KustoError } from '../kusto-error.ts'
import type { KustoClient, KustoTable } from '../kusto/kusto-client.ts'
import { parseJson } from './json-value.ts'
import type { Reading } from './stored-schema.ts'

/** The rows of a `.show` by column name. */
export async function show(
  client: KustoClient,
  command: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return namedRows(await client.command({ text: command }))
}

export function namedRows(table: KustoTable): readonly Readonly<Record<string, unknown>>[] {
  return table.rows.map((row) =>
    Object.fromEntries(table.columns.map((column, index) => [column.name, row[index]])),
  )
}

/** The value of a policy, null when the entity has none of its own. */
export async function showPolicy(
  client: KustoClient,
  entity: string,
  policy: string,
): Promise<Reading<unknown>> {
  return reading(async () => parseJson(await policyText(client, entity, policy)) ?? null)
}

/** The text of a policy, empty when the entity has none of its own. */
export async function policyText(
  client: KustoClient,
  entity: string,
  policy: string,
): Promise<string> {
  const [row] = await show(client, `.show ${entity} policy ${policy}`)
  const text = row?.['Policy']
  return typeof text === 'string' && text !== 'null' ? text : ''
}

/** What Kusto refuses for good (a right that is lacking, a cluster that does not know the command) is a reading, too. */
export async function reading<T>(read: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { value: await read() }
  } catch (error) {
    if (error instanceof KustoError && error.permanent) {
      return { refusal: `${error.code}: ${error.message}` }
    }
    throw error
  }
}
