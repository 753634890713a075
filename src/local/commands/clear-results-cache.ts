import type { CommandHandler } from './command-context.ts'
import { resultTable } from './command-result.ts'

/** `.clear database cache query_results` (clear-query-results-cache-command.md). */
export const clearResultsCache: CommandHandler = (reader, context) => {
  reader.end()
  const { database, workspace } = context
  const dropped = workspace.resultsCache.clear(database.name)
  return resultTable('NodeId:string,Count:long', [['local', dropped]])
}
