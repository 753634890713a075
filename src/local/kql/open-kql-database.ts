import { openDatabase } from '../sqlite/open-database.ts'
import type { SqliteDatabase } from '../sqlite/database.ts'
import { SQL_AGGREGATES, SQL_FUNCTIONS } from './functions/sql-registry.ts'

/**
 * Opens a database that can run the SQL of translated KQL.
 *
 * @param options.path - see `openDatabase`
 */
export async function openKqlDatabase(options: {
  readonly path?: string
}): Promise<SqliteDatabase> {
  return openDatabase({ ...options, functions: SQL_FUNCTIONS, aggregates: SQL_AGGREGATES })
}
