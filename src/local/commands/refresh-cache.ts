import type { CommandHandler } from './command-context.ts'
import { resultTable } from './command-result.ts'

/**
 * `.refresh database 'D' table 'T' cache ingestionbatchingpolicy`: connectors send it to data
 * management after they altered the policy (KustoQueryUtils of
 * github.com/Azure/azure-kusto-spark). Here a batch takes the policy when it begins.
 */
export const refreshCache: CommandHandler = (reader, context) => {
  const database = context.workspace.catalog.database(reader.name())
  if (reader.take('table')) database.table(reader.name())
  reader.expect('cache', 'ingestionbatchingpolicy')
  reader.end()
  return resultTable('NodeId:string,Status:string', [['local', 'Succeeded']])
}
