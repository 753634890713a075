import type { Stored, TableEntity } from '../catalog/entities.ts'
import { tableStorageName } from '../catalog/table-storage.ts'
import type { ResultTable } from '../engine/engine.ts'
import type { CommandContext } from './command-context.ts'
import type { CommandReader } from './command-reader.ts'
import { resultTable } from './command-result.ts'

/** `.clear table T data`: rows that a view has materialized stay in the view. */
export function clearTable(
  reader: CommandReader,
  context: CommandContext,
  table: Stored<TableEntity>,
): ResultTable {
  reader.end()
  context.workspace.db.exec(`DELETE FROM ${tableStorageName(table.id)}`)
  context.workspace.views.renewDeltas(context.database, table)
  return resultTable('Status:string', [['Succeeded']])
}
