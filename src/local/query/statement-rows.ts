import { kustoErrorsOnly } from '../failures/internal-failure.ts'
import type { CompiledQuery, CompiledStatement, Stage } from '../kql/compiled-query.ts'
import type { SqliteDatabase, SqlParameters, SqlRow, SqlValue } from '../sqlite/database.ts'
import { parametersIn } from './sql-parameters.ts'

/** The value of `now()` if the request sets it; retention uses `$now`. */
const QUERY_NOW = '$query_now'

/** Runs SQL with only the parameters that it names, because the drivers refuse others. */
export function sqlRows(
  db: SqliteDatabase,
  statement: Pick<CompiledStatement, 'sql'>,
  parameters: SqlParameters,
): readonly SqlRow[] {
  return kustoErrorsOnly(() => db.all(statement.sql, namedIn(statement, parameters)))
}

/** Stops after the first row for which `isEnough` is true. */
export function sqlRowsUntil(
  db: SqliteDatabase,
  statement: Pick<CompiledStatement, 'sql'>,
  parameters: SqlParameters,
  isEnough: (row: SqlRow) => boolean,
): readonly SqlRow[] {
  const rows: SqlRow[] = []
  kustoErrorsOnly(() =>
    db.each(statement.sql, namedIn(statement, parameters), (row) => {
      rows.push(row)
      return !isEnough(row)
    }),
  )
  return rows
}

function namedIn(
  statement: Pick<CompiledStatement, 'sql'>,
  parameters: SqlParameters,
): SqlParameters {
  const named: Record<string, SqlValue> = {}
  for (const name of parametersIn(statement)) {
    const value = parameters[name] ?? (name === QUERY_NOW ? parameters['$now'] : undefined)
    if (value !== undefined) named[name] = value
  }
  return named
}

/** Returns a statement's rows, or as many as the caller needs. */
export type ReadRows = typeof sqlRows

/**
 * The rows of each statement, in order.
 *
 * @yields a statement with its rows; it only runs when its rows are read
 */
export function* statementRows(
  db: SqliteDatabase,
  { statements, staged }: CompiledQuery,
  parameters: SqlParameters,
  read: ReadRows = sqlRows,
): Generator<readonly [CompiledStatement, readonly SqlRow[]]> {
  const filled: Stage[] = []
  try {
    for (const stage of staged?.stages ?? []) {
      db.temporaryTable(stage.table, stage.width)
      filled.push(stage)
      sqlRows(db, fillOf(stage), parameters)
    }
    for (const [index, statement] of statements.entries()) {
      const rows = read(db, staged?.selects[index] ?? statement, parameters)
      yield [statement, statement.columns.length === 0 ? rows.map(() => []) : rows]
    }
  } finally {
    for (const { table } of filled) db.run(`delete from temp."${table}"`)
  }
}

const fills = new WeakMap<Stage, { readonly sql: string }>()

function fillOf(stage: Stage): { readonly sql: string } {
  const known = fills.get(stage) ?? { sql: `insert into temp."${stage.table}" ${stage.sql}` }
  fills.set(stage, known)
  return known
}
