import { badRequest, entityExists, entityNotFound } from '../bad-request.ts'
import type { Stored, TableEntity } from '../catalog/entities.ts'
import { dropTableStorage, tableStorageName } from '../catalog/table-storage.ts'
import type { ResultTable } from '../engine.ts'
import type { CommandContext, CommandHandler } from './command-context.ts'
import type { CommandReader } from './command-reader.ts'
import { resultTable } from './command-result.ts'
import { checkName } from './entity-name.ts'

const TABLES = 'TableName:string,DatabaseName:string,Folder:string,DocString:string'

function tableList(context: CommandContext): ResultTable {
  const tables = [...context.database.tables.values()]
  return resultTable(
    TABLES,
    tables.map((table) => [table.name, context.database.name, table.folder, table.docString]),
  )
}

export const showTables: CommandHandler = (reader, context) => {
  const names = reader.peek()?.value === '(' ? reader.parenthesised(() => reader.name()) : undefined
  reader.end()
  const all = tableList(context)
  return names === undefined
    ? all
    : { ...all, rows: all.rows.filter(([name]) => names.includes(String(name))) }
}

export const dropTable: CommandHandler = (reader, context) =>
  dropNamed(reader, context, [reader.name()])

export const dropTables: CommandHandler = (reader, context) =>
  dropNamed(
    reader,
    context,
    reader.parenthesised(() => reader.name()),
  )

function dropNamed(
  reader: CommandReader,
  context: CommandContext,
  names: readonly string[],
): ResultTable {
  const isOptional = reader.take('ifexists')
  reader.end()
  for (const name of names) {
    const table = context.database.tables.get(name)
    if (table === undefined && isOptional) continue
    dropOne(context, table ?? context.database.table(name))
  }
  return tableList(context)
}

function dropOne(context: CommandContext, table: Stored<TableEntity>): void {
  const [view] = context.database.viewsOn(table.name)
  if (view !== undefined) {
    throw badRequest(
      `Table '${table.name}' is the source of materialized view '${view.name}': drop the view first.`,
    )
  }
  dropTableStorage(context.workspace.db, table.id)
  context.database.remove('table', table.name)
}

export const renameTable: CommandHandler = (reader, context) => {
  const from = reader.name()
  reader.expect('to')
  const to = reader.name()
  reader.end()
  rename(context, new Map([[from, to]]))
  return tableList(context)
}

/** `.rename tables A=B, B=A`: new names from old ones, all at once. */
export const renameTables: CommandHandler = (reader, context) => {
  const names = new Map<string, string>()
  do {
    const to = reader.name()
    reader.expect('=')
    names.set(reader.name(), to)
  } while (reader.take(','))
  reader.take('ifexists')
  reader.end()
  rename(context, names)
  return tableList(context)
}

function rename(context: CommandContext, names: ReadonlyMap<string, string>): void {
  const tables = [...names].map(([from, to]) => ({ table: context.database.table(from), to }))
  for (const { table, to } of tables) {
    checkName(to)
    if (context.database.tables.has(to) && !names.has(to)) throw entityExists('Table', to)
    if (context.database.viewsOn(table.name).length > 0) {
      throw badRequest(
        `Table '${table.name}' is the source of a materialized view and keeps its name.`,
      )
    }
  }
  context.database.rename(
    'table',
    tables.map(({ table, to }) => ({ ...table, name: to })),
  )
}

/** `.clear table T data`: what a view has taken in stays in the view. */
export function clearTable(
  reader: CommandReader,
  context: CommandContext,
  table: Stored<TableEntity>,
): ResultTable {
  reader.end()
  context.workspace.db.exec(`DELETE FROM ${tableStorageName(table.id)}`)
  context.workspace.renewDeltas(context.database, table)
  return resultTable('Status:string', [['Succeeded']])
}

/** `folder "x"` or `docstring "x"`, after the word. */
export function setTableText(
  reader: CommandReader,
  context: CommandContext,
  table: Stored<TableEntity>,
  property: 'folder' | 'docString',
): ResultTable {
  const text = reader.string()
  reader.end()
  context.database.change('table', { ...table, [property]: text })
  return tableList(context)
}

export function columnOf(table: TableEntity, name: string): TableEntity['columns'][number] {
  const column = table.columns.find((known) => known.name === name)
  if (column === undefined) throw entityNotFound('Column', name)
  return column
}
