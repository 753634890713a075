import type { DatabaseCatalog } from '../catalog/database-catalog.ts'
import type { ResultTable } from '../engine/engine.ts'
import type { CommandHandler } from './command-context.ts'
import type { CommandReader } from './command-reader.ts'
import { resultTable } from './command-result.ts'
import { databaseList } from './databases.ts'
import { databaseOwner, runPolicy } from './policies.ts'
import { orderedColumns } from './table-schema.ts'

/** `.show database [D] [schema [as json] | policy …]`. */
export const showDatabase: CommandHandler = (reader, context) => {
  const isNamed = !isKeyword(reader)
  const name = isNamed ? reader.name() : context.request.database
  if (reader.peek()?.value.toLowerCase() === 'policy') {
    return runPolicy(reader, databaseOwner(context, name), 'show')
  }
  const database = context.workspace.catalog.database(name)
  if (reader.take('schema')) return schemaOf(reader, database)
  reader.end()
  return databaseList([database], context.request.database)
}

function isKeyword(reader: CommandReader): boolean {
  const token = reader.peek()
  return token === undefined || (token.kind === 'word' && /^(schema|policy)$/i.test(token.value))
}

function schemaOf(reader: CommandReader, database: DatabaseCatalog): ResultTable {
  if (!reader.take('as', 'json')) {
    reader.end()
    return resultTable(SCHEMA_ROWS, schemaRows(database))
  }
  reader.end()
  const json = { Databases: { [database.name]: schemaJson(database) } }
  return resultTable('DatabaseSchema:string', [[JSON.stringify(json)]])
}

const SCHEMA_ROWS =
  'DatabaseName:string,TableName:string,ColumnName:string,ColumnType:string,IsDefaultTable:bool,IsDefaultColumn:bool,' +
  'PrettyName:string,Version:string,Folder:string,DocString:string'

/** A row for the database, one for each table, one for each column (show-schema-database.md). */
function schemaRows(database: DatabaseCatalog): unknown[][] {
  const row = (
    table: string,
    column: string,
    type: string,
    folder = '',
    docString = '',
  ): unknown[] => [
    database.name,
    table,
    column,
    type,
    false,
    false,
    '',
    `v${database.version}.0`,
    folder,
    docString,
  ]
  return [
    row('', '', ''),
    ...[...database.tables.values()].flatMap((table) => [
      row(table.name, '', '', table.folder, table.docString),
      ...table.columns.map((column) => row(table.name, column.name, column.type)),
    ]),
  ]
}

function schemaJson(database: DatabaseCatalog): unknown {
  return {
    Name: database.name,
    Tables: byName(database.tables, (table) => ({
      ...common(table),
      OrderedColumns: orderedColumns(table.columns),
    })),
    ExternalTables: {},
    MaterializedViews: byName(database.views, (view) => ({
      ...common(view),
      OrderedColumns: orderedColumns(view.columns),
      SourceTable: view.source,
      Query: view.query,
    })),
    MajorVersion: database.version,
    MinorVersion: 0,
    Functions: byName(database.functions, (stored) => ({
      ...common(stored),
      Parameters: stored.parameters,
      Body: stored.body,
    })),
    DatabaseAccessMode: 'ReadWrite',
  }
}

function common(entity: { name: string; folder: string; docString: string }): object {
  return { Name: entity.name, Folder: entity.folder, DocString: entity.docString }
}

function byName<E extends { readonly name: string }>(
  entities: ReadonlyMap<string, E>,
  json: (entity: E) => object,
): object {
  return Object.fromEntries([...entities].map(([name, entity]) => [name, json(entity)]))
}
