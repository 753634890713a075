import { KustoError } from '../../kusto-error.ts'
import { badRequest } from '../failures/bad-request.ts'
import type { DatabaseCatalog } from '../catalog/database-catalog.ts'
import type { Policies, Stored, TableEntity } from '../catalog/entities.ts'
import { newRowsRelation, VISIBLE_OR_NOT } from '../catalog/relations.ts'
import { plainText } from '../values/plain-text.ts'
import { isJsonObject } from '../../json-object.ts'
import type { ArrivalOf } from '../emulation/delays/arrival.ts'
import type { SqliteDatabase, SqlRow } from '../sqlite/database.ts'
import type { DataReader } from './data-reader.ts'
import type { QueryCompiler } from './query-compiler.ts'

export interface UpdatePolicyParts {
  readonly db: Pick<SqliteDatabase, 'transaction'>
  readonly compiler: Pick<QueryCompiler, 'snapshot' | 'compileStatement'>
  readonly reader: Pick<DataReader, 'rows'>
  readonly appender: {
    append(
      database: DatabaseCatalog,
      table: Stored<TableEntity>,
      rows: readonly SqlRow[],
      arrival: ArrivalOf,
    ): void
  }
}

interface Ingested {
  readonly table: Stored<TableEntity>
  /** Last row number before the ingestion. */
  readonly before: bigint
  /** How much later than now queries see the new rows. */
  readonly arrival: ArrivalOf
}

/**
 * Fills the tables whose update policy reads from the table that was just ingested into
 * (update-policy.md).
 */
export function runUpdatePolicies(
  parts: UpdatePolicyParts,
  database: DatabaseCatalog,
  ingested: Ingested,
): void {
  for (const target of database.tables.values()) {
    const policies = updatePolicies(target.policies)
    for (const policy of policies.filter(({ source }) => source === ingested.table.name)) {
      runPolicy(parts, database, { target, policy, ingested })
    }
  }
}

interface UpdatePolicy {
  readonly source: unknown
  readonly query: string
  readonly isTransactional: boolean
}

/** The enabled update policies among a table's policies. */
export function updatePolicies({ update }: Policies): readonly UpdatePolicy[] {
  if (!Array.isArray(update)) return []
  return update
    .filter((policy: unknown) => isJsonObject(policy) && policy['IsEnabled'] === true)
    .map((policy: Readonly<Record<string, unknown>>) => ({
      source: policy['Source'],
      query: plainText(policy['Query']),
      isTransactional: policy['IsTransactional'] === true,
    }))
}

interface Run {
  readonly target: Stored<TableEntity>
  readonly policy: UpdatePolicy
  readonly ingested: Ingested
}

function runPolicy(parts: UpdatePolicyParts, database: DatabaseCatalog, run: Run): void {
  try {
    parts.db.transaction(() => {
      fill(parts, database, run)
    })
  } catch (error) {
    // without IsTransactional the source keeps its rows, whatever happens to the target
    if (run.policy.isTransactional || !(error instanceof KustoError)) throw error
  }
}

function fill(
  parts: UpdatePolicyParts,
  database: DatabaseCatalog,
  { target, policy, ingested }: Run,
): void {
  const snapshot = parts.compiler.snapshot(database)
  const source = newRowsRelation(ingested.table)
  const statement = parts.compiler.compileStatement(policy.query, {
    ...snapshot,
    tables: new Map(snapshot.tables).set(source.name, source),
  })
  const fits = statement.columns.every(
    (column, index) => column.type === target.columns[index]?.type,
  )
  if (!fits || statement.columns.length !== target.columns.length) {
    throw badRequest(
      `The update policy's query does not return the columns of table '${target.name}'.`,
      'UpdatePolicy_QuerySchemaDoesNotMatchTableSchema',
    )
  }
  const rows = parts.reader.rows(statement, { $after: ingested.before, ...VISIBLE_OR_NOT })
  parts.appender.append(database, target, rows, ingested.arrival)
}
