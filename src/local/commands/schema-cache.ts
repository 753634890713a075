import type { TableEntity } from '../catalog/entities.ts'
import type { ResultTable } from '../engine/engine.ts'
import type { CommandContext } from './command-context.ts'
import type { CommandReader } from './command-reader.ts'
import { resultTable } from './command-result.ts'

/**
 * `cache streamingingestion schema`, after `cache` (clear-schema-cache-command.md).
 *
 * @param table - all tables of the database if omitted
 */
export function clearSchemaCache(
  reader: CommandReader,
  context: CommandContext,
  table?: TableEntity,
): ResultTable {
  reader.expect('streamingingestion', 'schema')
  reader.end()
  context.workspace.streamingSchemas.clear(context.database, table?.name)
  return resultTable('NodeId:string,Status:string', [['local', 'Succeeded']])
}

/** Nothing else runs during a command, so there is never a query to cancel. */
export function cancelQuery(reader: CommandReader): ResultTable {
  reader.string()
  reader.properties()
  reader.end()
  return resultTable('RunningQueryCanceled:bool', [[false]])
}
