import { kustoErrorsOnly } from '../failures/internal-failure.ts'
import type { CompiledQuery, CompiledStatement, Stage } from '../kql/compiled-query.ts'
import type { SqliteDatabase, SqlParameters, SqlRow, SqlValue } from '../sqlite/database.ts'
import { parametersIn } from './sql-parameters.ts'

/** Runs SQL with only the parameters that it names, because the drivers reject others. */
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
 * @yields a statement with its rows; it only runs when its rows are read
 */
export function* statementRows(
  db: SqliteDatabase,
  { statements, staged }: CompiledQuery,
  parameters: SqlParameters,
): Generator<readonly [CompiledStatement, readonly SqlRow[]]> {
  const filled: Stage[] = []
  try {
    for (const stage of staged?.stages ?? []) {
      db.temporaryTable(stage.table, stage.width)
      filled.push(stage)
      sqlRows(db, fillOf(stage), parameters)
    }
    for (const [index, statement] of statements.entries()) {
      const rows = sqlRows(db, staged?.selects[index] ?? statement, parameters)
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
