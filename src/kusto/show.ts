import { KustoError } from '../kusto-error.ts'
import type { KustoClient, KustoTable } from './kusto-client.ts'
import { parseJson } from './json-value.ts'
import type { ShowResult } from './show-result.ts'

const MAX_QUOTED_CHARACTERS = 200

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

/**
 * The value of a policy, null if the entity has no own policy; invalid JSON counts as unreadable.
 */
export async function showPolicy(
  client: KustoClient,
  entity: string,
  policy: string,
): Promise<ShowResult<unknown>> {
  const text = await showResultOf(() => policyText(client, entity, policy))
  if ('refusal' in text) return text
  if (text.value === '') return { value: null }
  const value = parseJson(text.value)
  if (value !== undefined) return { value }
  return { refusal: `no JSON: ${text.value.slice(0, MAX_QUOTED_CHARACTERS)}` }
}

/** The text of a policy; empty if the entity has no own policy. */
async function policyText(client: KustoClient, entity: string, policy: string): Promise<string> {
  const [row] = await show(client, `.show ${entity} policy ${policy}`)
  const text = row?.['Policy']
  if (typeof text === 'string') return text
  // some clients return a column of JSON already parsed
  return text === undefined || text === null ? '' : JSON.stringify(text)
}

/** A permanent rejection (a missing permission, an unsupported command) is a result too. */
export async function showResultOf<T>(read: () => Promise<T>): Promise<ShowResult<T>> {
  try {
    return { value: await read() }
  } catch (error) {
    if (error instanceof KustoError && error.permanent) {
      return { refusal: `${error.code}: ${error.message}` }
    }
    throw error
  }
}
