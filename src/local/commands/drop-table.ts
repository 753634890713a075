import { badRequest } from '../failures/bad-request.ts'
import type { Stored, TableEntity } from '../catalog/entities.ts'
import { dropTableStorage } from '../catalog/table-storage.ts'
import type { ResultTable } from '../engine/engine.ts'
import type { CommandContext, CommandHandler } from './command-context.ts'
import type { CommandReader } from './command-reader.ts'
import { tableList } from './table-list.ts'

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
