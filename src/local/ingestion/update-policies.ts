import { KustoError } from '../../kusto-error.ts'
import { badRequest } from '../bad-request.ts'
import type { DatabaseCatalog } from '../catalog/database-catalog.ts'
import type { Stored, TableEntity } from '../catalog/entities.ts'
import { newRowsRelation, SEEN_OR_NOT } from '../catalog/relations.ts'
import { isJsonObject, plainText } from '../json-value.ts'
import type { ArrivalOf } from '../delays/arrival.ts'
import type { Workspace } from '../workspace.ts'

interface Ingested {
  readonly table: Stored<TableEntity>
  /** Last row number before the ingestion. */
  readonly before: bigint
  /** How much later than now queries see the new rows. */
  readonly arrival: ArrivalOf
}

/** Fills the tables whose update policy reads from the table that has just been ingested into (update-policy.md). */
export function runUpdatePolicies(
  workspace: Workspace,
  database: DatabaseCatalog,
  ingested: Ingested,
): void {
  for (const target of database.tables.values()) {
    for (const policy of updatePolicies(target, ingested.table.name)) {
      runPolicy(workspace, database, { target, policy, ingested })
    }
  }
}

interface UpdatePolicy {
  readonly query: string
  readonly isTransactional: boolean
}

function updatePolicies(target: TableEntity, source: string): UpdatePolicy[] {
  const policies = target.policies['update']
  if (!Array.isArray(policies)) return []
  return policies
    .filter(
      (policy: unknown) =>
        isJsonObject(policy) && policy['IsEnabled'] === true && policy['Source'] === source,
    )
    .map((policy: Readonly<Record<string, unknown>>) => ({
      query: plainText(policy['Query']),
      isTransactional: policy['IsTransactional'] === true,
    }))
}

interface Run {
  readonly target: Stored<TableEntity>
  readonly policy: UpdatePolicy
  readonly ingested: Ingested
}

function runPolicy(workspace: Workspace, database: DatabaseCatalog, run: Run): void {
  try {
    workspace.db.transaction(() => {
      fill(workspace, database, run)
    })
  } catch (error) {
    // without IsTransactional the source keeps its rows, whatever becomes of the target
    if (run.policy.isTransactional || !(error instanceof KustoError)) throw error
  }
}

function fill(
  workspace: Workspace,
  database: DatabaseCatalog,
  { target, policy, ingested }: Run,
): void {
  const snapshot = workspace.snapshot(database)
  const source = newRowsRelation(ingested.table)
  const statement = workspace.compileStatement(policy.query, {
    ...snapshot,
    tables: new Map(snapshot.tables).set(source.name, source),
  })
  const fits = statement.columns.every(
    (column, index) => column.type === target.columns[index]?.type,
  )
  if (!fits || statement.columns.length !== target.columns.length) {
    throw badRequest(
      `The update policy's query does not give the columns of table '${target.name}'.`,
      'UpdatePolicy_QuerySchemaDoesNotMatchTableSchema',
    )
  }
  const rows = workspace.rows(statement, { $after: ingested.before, ...SEEN_OR_NOT })
  workspace.append(database, target, rows, ingested.arrival)
}
