import { openDatabase, type SqliteDatabase } from '../sqlite/database.ts'
import { SQL_AGGREGATES, SQL_FUNCTIONS } from './functions/sql-registry.ts'

/**
 * A database in which the SQL of translated KQL runs.
 *
 * @param options.path - as for `openDatabase`
 */
export async function openKqlDatabase(options: {
  readonly path?: string
}): Promise<SqliteDatabase> {
  return openDatabase({ ...options, functions: SQL_FUNCTIONS, aggregates: SQL_AGGREGATES })
}
