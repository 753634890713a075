import type { Stored, TableEntity } from '../catalog/entities.ts'
import { tableStorageName } from '../catalog/table-storage.ts'
import type { ResultTable } from '../engine/engine.ts'
import type { CommandContext, CommandHandler } from './command-context.ts'
import { resultTable } from './command-result.ts'
import { schemaResult } from './create-table.ts'
import { entityGuid } from './entity-guid.ts'
import { cslSchema } from './table-schema.ts'

/** `.show table T [details | cslschema | schema as json | data statistics is rejected]`. */
export const showTable: CommandHandler = (reader, context) => {
  const table = context.database.table(reader.name())
  if (reader.take('details')) {
    reader.end()
    return tableDetails(context, [table])
  }
  if (reader.take('cslschema')) {
    reader.end()
    return cslResult(context, table)
  }
  if (reader.take('schema', 'as', 'json')) {
    reader.end()
    return schemaResult(context, table)
  }
  reader.end()
  return resultTable(
    'AttributeName:string,AttributeType:string,ExtentsCount:long,DocString:string',
    table.columns.map((column) => [column.name, column.type, 1, '']),
  )
}

function cslResult(context: CommandContext, table: TableEntity): ResultTable {
  return resultTable(
    'TableName:string,Schema:string,DatabaseName:string,Folder:string,DocString:string',
    [[table.name, cslSchema(table.columns), context.database.name, table.folder, table.docString]],
  )
}

export const showTablesDetails: CommandHandler = (reader, context) => {
  const names = reader.peek()?.value === '(' ? reader.parenthesised(() => reader.name()) : undefined
  reader.take('details')
  reader.end()
  const all = [...context.database.tables.values()]
  return tableDetails(
    context,
    names === undefined ? all : all.filter((t) => names.includes(t.name)),
  )
}

const DETAILS =
  'TableName:string,DatabaseName:string,Folder:string,DocString:string,TotalExtents:long,TotalExtentSize:real,' +
  'TotalOriginalSize:real,TotalRowCount:long,HotExtents:long,HotExtentSize:real,HotOriginalSize:real,HotRowCount:long,' +
  'AuthorizedPrincipals:string,RetentionPolicy:string,CachingPolicy:string,ShardingPolicy:string,MergePolicy:string,' +
  'StreamingIngestionPolicy:string,IngestionBatchingPolicy:string,MinExtentsCreationTime:datetime,' +
  'MaxExtentsCreationTime:datetime,RowOrderPolicy:string,TableId:guid'

/**
 * Row counts are exact. This engine has no extents, so a table with rows has one of unknown size.
 */
function tableDetails(
  context: CommandContext,
  tables: readonly Stored<TableEntity>[],
): ResultTable {
  return resultTable(
    DETAILS,
    tables.map((table) => detailsRow(context, table)),
  )
}

function detailsRow(context: CommandContext, table: Stored<TableEntity>): unknown[] {
  const rows = rowCount(context, table)
  const extents = rows === 0 ? 0 : 1
  const policy = (name: string): string => JSON.stringify(table.policies[name] ?? null)
  const sizes = [extents, null, null, rows]
  return [
    table.name,
    context.database.name,
    table.folder,
    table.docString,
    ...sizes,
    ...sizes,
    '[]',
    ...['retention', 'caching', 'sharding', 'merge', 'streamingingestion', 'ingestionbatching'].map(
      policy,
    ),
    null,
    null,
    policy('roworder'),
    entityGuid(table.id),
  ]
}

function rowCount(context: CommandContext, table: Stored<TableEntity>): number {
  return Number(
    context.workspace.db.all(`SELECT count(*) FROM ${tableStorageName(table.id)}`)[0]?.[0],
  )
}
