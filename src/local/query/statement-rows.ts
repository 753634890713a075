import { kustoErrorsOnly } from '../failures/internal-failure.ts'
import type { CompiledQuery, CompiledStatement } from '../kql/compiled-query.ts'
import type { SqliteDatabase, SqlParameters, SqlRow, SqlValue } from '../sqlite/database.ts'
import { parametersIn } from './sql-parameters.ts'

/** Runs SQL with those of the parameters that it names: the drivers refuse others. */
export function sqlRows(
  db: SqliteDatabase,
  statement: Pick<CompiledStatement, 'sql'>,
  parameters: SqlParameters,
): readonly SqlRow[] {
  const named: Record<string, SqlValue> = {}
  for (const name of parametersIn(statement)) {
    const value = parameters[name]
    if (value !== undefined) named[name] = value
  }
  return kustoErrorsOnly(() => db.all(statement.sql, named))
}

/**
 * The rows of each statement, in order.
 *
 * @yields a statement with its rows; one that nobody asks for does not run, unless it runs together
 * with the others
 */
export function* statementRows(
  db: SqliteDatabase,
  { statements, together }: CompiledQuery,
  parameters: SqlParameters,
): Generator<readonly [CompiledStatement, readonly SqlRow[]]> {
  const all = together === undefined ? undefined : sqlRows(db, together, parameters)
  const split = all === undefined ? undefined : splitRows(all, statements)
  for (const [index, statement] of statements.entries()) {
    yield [statement, split?.[index] ?? apart(db, statement, parameters)]
  }
}

function apart(
  db: SqliteDatabase,
  statement: CompiledStatement,
  parameters: SqlParameters,
): readonly SqlRow[] {
  const rows = sqlRows(db, statement, parameters)
  return statement.columns.length === 0 ? rows.map(() => []) : rows
}

/** Rows that begin with the number of their statement. */
function splitRows(
  rows: readonly SqlRow[],
  statements: readonly CompiledStatement[],
): readonly (readonly SqlRow[])[] {
  const parts = statements.map((): SqlRow[] => [])
  for (const row of rows) {
    const index = Number(row[0])
    parts[index]?.push(row.slice(1, 1 + (statements[index]?.columns.length ?? 0)))
  }
  return parts
}
