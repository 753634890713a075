import { KustoSaverError } from '../errors.ts'
import { KustoError } from '../kusto-error.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'
import { CHECK_DATABASE_NAME, isDatabaseMissing } from '../kusto/missing-database.ts'
import { show } from '../kusto/show.ts'

const MOST_NAMES = 20

/**
 * Runs the work. If the database does not exist, the error names the existing ones.
 *
 * @throws KustoSaverError `DATABASE_NOT_FOUND`
 */
export async function withDatabaseNames<T>(
  client: KustoClient,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof KustoError) || !isDatabaseMissing(error)) throw error
    const [words = ''] = error.message.split('\n', 1)
    const message = `${words.trim()} ${await describeVisibleDatabases(client)}${CHECK_DATABASE_NAME}`
    throw new KustoSaverError('DATABASE_NOT_FOUND', message, {
      operation: 'setup',
      kustoCode: error.code,
      httpStatus: error.status,
      activityId: error.activityId,
      clientRequestId: error.clientRequestId,
    })
  }
}

/**
 * A sentence with the names of the databases that this identity sees; empty if the list is hidden.
 */
export async function describeVisibleDatabases(client: KustoClient): Promise<string> {
  try {
    const rows = await show(client, '.show databases')
    const names = rows.map((row) => `'${String(row['DatabaseName'])}'`)
    if (names.length === 0) return 'This identity sees no database on the cluster. '
    const more = names.length > MOST_NAMES ? ', …' : ''
    return `The cluster has ${names.slice(0, MOST_NAMES).join(', ')}${more}. `
  } catch (error) {
    if (error instanceof KustoError) return ''
    throw error
  }
}
