import { badRequest, entityNotFound, notSupported } from '../failures/bad-request.ts'
import type { Policies, Stored, TableEntity } from '../catalog/entities.ts'
import { alterTableStorage, rowOrderColumns } from '../catalog/table-storage.ts'
import type { ResultTable } from '../engine/engine.ts'
import type { CommandContext } from './command-context.ts'
import type { CommandReader } from './command-reader.ts'
import { resultTable } from './command-result.ts'
import { type PolicyKind, POLICY_KINDS } from './policy-kinds.ts'

export type PolicyVerb = 'show' | 'alter' | 'alter-merge' | 'delete'

/** An object with policies: a table, a view, a column, a database. */
export interface PolicyOwner {
  readonly type: 'Table' | 'Column' | 'Database' | 'MaterializedView'
  /** `[db].[table]`. */
  readonly title: string
  readonly policies: Policies
  readonly save: (policies: Policies) => void
}

const SCHEMA =
  'PolicyName:string,EntityName:string,Policy:string,ChildEntities:string,EntityType:string'

/** Reads `policy <kind> …` and applies it to its owner. */
export function runPolicy(
  reader: CommandReader,
  owner: PolicyOwner,
  verb: PolicyVerb,
): ResultTable {
  reader.expect('policy')
  const name = reader.name().toLowerCase()
  const kind = POLICY_KINDS[name]
  if (kind === undefined) throw notSupported(`the policy '${name}'`)
  if (verb === 'show') {
    reader.end()
    return shown(owner, kind, owner.policies[name])
  }
  const policy = verb === 'delete' ? undefined : kind.read(reader)
  reader.end()
  const after = verb === 'alter-merge' ? mergedPolicy(owner.policies[name], policy) : policy
  const { [name]: _, ...others } = owner.policies
  owner.save(after === undefined ? others : { ...others, [name]: after })
  return shown(owner, kind, after)
}

function mergedPolicy(before: unknown, change: unknown): unknown {
  if (Array.isArray(change))
    return Array.isArray(before) ? [...(before as unknown[]), ...(change as unknown[])] : change
  if (typeof change !== 'object' || change === null) return change
  return { ...(typeof before === 'object' ? before : {}), ...change }
}

function shown(owner: PolicyOwner, kind: PolicyKind, policy: unknown): ResultTable {
  const text = policy === undefined ? 'null' : JSON.stringify(kind.shown?.(policy) ?? policy)
  return resultTable(SCHEMA, [[kind.title, owner.title, text, '', owner.type]])
}

export function tableOwner(context: CommandContext, table: Stored<TableEntity>): PolicyOwner {
  return {
    type: 'Table',
    title: `[${context.database.name}].[${table.name}]`,
    policies: table.policies,
    save: (policies) => saveTable(context, table, { ...table, policies }),
  }
}

export function viewOwner(context: CommandContext, name: string): PolicyOwner {
  const view = context.database.view(name)
  return {
    type: 'MaterializedView',
    title: `[${context.database.name}].[${name}]`,
    policies: view.policies,
    save: (policies) => void context.database.change('view', { ...view, policies }),
  }
}

export function databaseOwner(context: CommandContext, name: string): PolicyOwner {
  const database = context.workspace.catalog.database(name)
  return {
    type: 'Database',
    title: `[${database.name}]`,
    policies: database.entity.policies,
    save: (policies) => {
      database.setEntity({ ...database.entity, policies })
    },
  }
}

/** @param path - `T.C` as read */
export function columnOwner(context: CommandContext, path: ColumnPath): PolicyOwner {
  const table = context.database.table(path.table)
  const { column } = path
  if (!table.columns.some((known) => known.name === column)) throw entityNotFound('Column', column)
  return {
    type: 'Column',
    title: `[${context.database.name}].[${table.name}].[${column}]`,
    policies: table.columnPolicies[column] ?? {},
    save: (policies) =>
      saveTable(context, table, {
        ...table,
        columnPolicies: { ...table.columnPolicies, [column]: policies },
      }),
  }
}

export interface ColumnPath {
  readonly table: string
  readonly column: string
}

export function readColumnPath(reader: CommandReader): ColumnPath {
  const table = reader.name()
  reader.expect('.')
  return { table, column: reader.name() }
}

/** Policies determine the index: encoding `Identifier` and the row order. */
function saveTable(
  context: CommandContext,
  before: Stored<TableEntity>,
  after: Stored<TableEntity>,
): void {
  checkRowOrder(after)
  alterTableStorage(context.workspace.db, before, after)
  context.database.change('table', after)
}

function checkRowOrder(table: TableEntity): void {
  const order = table.policies['roworder']
  for (const ColumnName of rowOrderColumns(order)) {
    if (!table.columns.some((column) => column.name === ColumnName)) {
      throw badRequest(
        `The row order policy names column '${ColumnName}', which table '${table.name}' does not have.`,
      )
    }
  }
}
