import { badRequest, entityNotFound } from '../failures/bad-request.ts'
import type { Policies, Stored, TableEntity } from '../catalog/entities.ts'
import type { CommandContext, CommandHandler } from './command-context.ts'
import { schemaResult, setColumns, storeColumns } from './create-table.ts'
import { columnOwner, readColumnPath, runPolicy } from './policies.ts'
import { checkColumns, readType } from './table-schema.ts'

/**
 * `.alter column T.C type=long`: the column's old values become null (alter-column.md); or its
 * policy.
 */
export const alterColumn: CommandHandler = (reader, context) => {
  const path = readColumnPath(reader)
  if (reader.peek()?.value === 'policy')
    return runPolicy(reader, columnOwner(context, path), 'alter')
  reader.expect('type', '=')
  const type = readType(reader)
  reader.end()
  const table = context.database.table(path.table)
  columnOf(table, path.column)
  const columns = table.columns.map((column) =>
    column.name === path.column ? { ...column, type } : column,
  )
  return schemaResult(context, setColumns(context, table, columns))
}

export const dropColumn: CommandHandler = (reader, context) => {
  const path = readColumnPath(reader)
  reader.end()
  return schemaResult(context, without(context, context.database.table(path.table), [path.column]))
}

/** `.drop table T columns (a, b)`, after the table's name. */
export function dropColumns(
  reader: Parameters<CommandHandler>[0],
  context: CommandContext,
  table: Stored<TableEntity>,
): ReturnType<CommandHandler> {
  const names = reader.parenthesised(() => reader.name())
  reader.end()
  return schemaResult(context, without(context, table, names))
}

function without(
  context: CommandContext,
  table: Stored<TableEntity>,
  names: readonly string[],
): Stored<TableEntity> {
  for (const name of names) columnOf(table, name)
  const columns = table.columns.filter((column) => !names.includes(column.name))
  const columnPolicies = Object.fromEntries(
    Object.entries(table.columnPolicies).filter(([name]) => !names.includes(name)),
  )
  const after = { ...table, columns, columnPolicies }
  checkColumns(columns)
  return storeColumns(context, table, after)
}

/** `.rename column T.C to D`. */
export const renameColumn: CommandHandler = (reader, context) => {
  const path = readColumnPath(reader)
  reader.expect('to')
  const to = reader.name()
  reader.end()
  return renamed(context, path.table, new Map([[path.column, to]]))
}

/** `.rename columns D = T.C, C = T.D`: two columns may swap their names. */
export const renameColumns: CommandHandler = (reader, context) => {
  const names = new Map<string, string>()
  let table: string | undefined
  do {
    const to = reader.name()
    reader.expect('=')
    const path = readColumnPath(reader)
    if (table !== undefined && table !== path.table)
      throw badRequest('All columns of one rename command must belong to the same table.')
    table = path.table
    names.set(path.column, to)
  } while (reader.take(','))
  reader.end()
  return renamed(context, table, names)
}

function renamed(
  context: CommandContext,
  tableName: string,
  names: ReadonlyMap<string, string>,
): ReturnType<CommandHandler> {
  const table = context.database.table(tableName)
  for (const name of names.keys()) columnOf(table, name)
  const nameOf = (name: string): string => names.get(name) ?? name
  const columns = table.columns.map((column) => ({ ...column, name: nameOf(column.name) }))
  const columnPolicies: Record<string, Policies> = {}
  for (const [name, policies] of Object.entries(table.columnPolicies))
    columnPolicies[nameOf(name)] = policies
  checkColumns(columns)
  const after = { ...table, columns, columnPolicies }
  return schemaResult(context, storeColumns(context, table, after, names))
}

function columnOf(table: TableEntity, name: string): TableEntity['columns'][number] {
  const column = table.columns.find((known) => known.name === name)
  if (column === undefined) throw entityNotFound('Column', name)
  return column
}
