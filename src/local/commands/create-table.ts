import { badRequest, entityExists } from '../failures/bad-request.ts'
import type { Stored, TableEntity } from '../catalog/entities.ts'
import { alterTableStorage, createTableStorage } from '../catalog/table-storage.ts'
import type { ResultTable } from '../engine/engine.ts'
import type { Column } from '../values/types.ts'
import type { CommandContext, CommandHandler } from './command-context.ts'
import type { CommandReader } from './command-reader.ts'
import { resultTable } from './command-result.ts'
import { checkName } from './entity-name.ts'
import { checkColumns, orderedColumns, readSchema } from './table-schema.ts'

interface TableText {
  readonly name: string
  readonly columns: readonly Column[]
}

const SCHEMA_RESULT =
  'TableName:string,Schema:string,DatabaseName:string,Folder:string,DocString:string'

/** Succeeds for an existing table and does not change it (create-table-command.md). */
export const createTable: CommandHandler = (reader, context) =>
  oneTable(
    reader,
    context,
    (text) => context.database.tables.get(text.name) ?? addTable(context, text),
  )

/**
 * Adds new columns at the end; a column of another type is an error
 * (create-merge-table-command.md).
 */
export const createMergeTable: CommandHandler = (reader, context) =>
  oneTable(reader, context, (text) => merged(context, text, 'create'))

/** `.alter-merge table`: like create-merge, but the table must exist. */
export const alterMergeTable: CommandHandler = (reader, context) =>
  oneTable(reader, context, (text) => merged(context, text, 'refuse'))

/** Replaces the columns; an omitted column loses its data (alter-table-command.md). */
export const alterTable: CommandHandler = (reader, context) =>
  oneTable(reader, context, (text) => {
    const table = context.database.table(text.name)
    checkTypes(table, text.columns)
    return setColumns(context, table, text.columns)
  })

export const createTables: CommandHandler = (reader, context) =>
  severalTables(
    reader,
    context,
    (text) => context.database.tables.get(text.name) ?? addTable(context, text),
  )

export const createMergeTables: CommandHandler = (reader, context) =>
  severalTables(reader, context, (text) => merged(context, text, 'create'))

export function addTable(context: CommandContext, text: TableText): Stored<TableEntity> {
  checkName(text.name)
  if (context.database.views.has(text.name)) throw entityExists('MaterializedView', text.name)
  if (context.database.functions.has(text.name)) throw entityExists('Function', text.name)
  const table = context.database.add('table', {
    ...text,
    folder: '',
    docString: '',
    mappings: [],
    policies: {},
    columnPolicies: {},
  })
  createTableStorage(context.workspace.db, table)
  return table
}

export function setColumns(
  context: CommandContext,
  table: Stored<TableEntity>,
  columns: readonly Column[],
): Stored<TableEntity> {
  checkColumns(columns)
  const after = { ...table, columns }
  return storeColumns(context, table, after)
}

/** @param renamed - new names by old ones */
export function storeColumns(
  context: CommandContext,
  before: Stored<TableEntity>,
  after: Stored<TableEntity>,
  renamed?: ReadonlyMap<string, string>,
): Stored<TableEntity> {
  alterTableStorage(context.workspace.db, before, after, renamed)
  const stored = context.database.change('table', after)
  context.workspace.views.disableBrokenViews(context.database, stored.name)
  return stored
}

function schemaRow(context: CommandContext, table: TableEntity): unknown[] {
  const schema = { Name: table.name, OrderedColumns: orderedColumns(table.columns) }
  return [table.name, JSON.stringify(schema), context.database.name, table.folder, table.docString]
}

export function schemaResult(context: CommandContext, table: TableEntity): ResultTable {
  return resultTable(SCHEMA_RESULT, [schemaRow(context, table)])
}

function oneTable(
  reader: CommandReader,
  context: CommandContext,
  make: (text: TableText) => Stored<TableEntity>,
): ResultTable {
  const text = { name: reader.name(), columns: readSchema(reader) }
  const properties = reader.properties()
  reader.end()
  return schemaResult(context, withProperties(context, make(text), properties))
}

function severalTables(
  reader: CommandReader,
  context: CommandContext,
  make: (text: TableText) => Stored<TableEntity>,
): ResultTable {
  const texts: TableText[] = []
  do texts.push({ name: reader.name(), columns: readSchema(reader) })
  while (reader.take(','))
  const properties = reader.properties()
  reader.end()
  const tables = texts.map((text) => withProperties(context, make(text), properties))
  return resultTable(
    SCHEMA_RESULT,
    tables.map((table) => schemaRow(context, table)),
  )
}

function withProperties(
  context: CommandContext,
  table: Stored<TableEntity>,
  properties: ReadonlyMap<string, string>,
): Stored<TableEntity> {
  const folder = properties.get('folder') ?? table.folder
  const docString = properties.get('docstring') ?? table.docString
  if (folder === table.folder && docString === table.docString) return table
  return context.database.change('table', { ...table, folder, docString })
}

function merged(
  context: CommandContext,
  text: TableText,
  whenMissing: 'create' | 'refuse',
): Stored<TableEntity> {
  const table = context.database.tables.get(text.name)
  if (table === undefined && whenMissing === 'create') return addTable(context, text)
  const known = table ?? context.database.table(text.name)
  checkTypes(known, text.columns)
  const added = text.columns.filter((column) => !known.columns.some((c) => c.name === column.name))
  return added.length === 0 ? known : setColumns(context, known, [...known.columns, ...added])
}

function checkTypes(table: TableEntity, wanted: readonly Column[]): void {
  for (const { name, type } of wanted) {
    const known = table.columns.find((column) => column.name === name)
    if (known === undefined || known.type === type) continue
    throw badRequest(
      `Column '${name}' of table '${table.name}' has type ${known.type} and cannot become ${type} this way: use .alter column.`,
    )
  }
}
