import type { CommandHandler } from './command-context.ts'
import { resultTable } from './command-result.ts'

/**
 * `.refresh database 'D' table 'T' cache ingestionbatchingpolicy`, which SDKs and connectors send
 * to data management after they altered the policy (KustoQueryUtils of
 * github.com/Azure/azure-kusto-spark). Here a batch reads the policy when it begins; nothing is
 * cached.
 */
export const refreshCache: CommandHandler = (reader, context) => {
  const database = context.workspace.catalog.database(reader.name())
  if (reader.take('table')) database.table(reader.name())
  reader.expect('cache', 'ingestionbatchingpolicy')
  reader.end()
  return resultTable('NodeId:string,Status:string', [['local', 'Succeeded']])
}
