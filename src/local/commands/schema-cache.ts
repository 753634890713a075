import type { ResultTable } from '../engine.ts'
import type { CommandReader } from './command-reader.ts'
import { resultTable } from './command-result.ts'

/** `cache streamingingestion schema`, after `cache` (clear-schema-cache-command.md); there is no such cache here, so it is clear. */
export function clearSchemaCache(reader: CommandReader): ResultTable {
  reader.expect('streamingingestion', 'schema')
  reader.end()
  return resultTable('NodeId:string,Status:string', [['local', 'Succeeded']])
}

/** Nothing else runs while a command does, so there is never a query to cancel. */
export function cancelQuery(reader: CommandReader): ResultTable {
  reader.string()
  reader.properties()
  reader.end()
  return resultTable('RunningQueryCanceled:bool', [[false]])
}
