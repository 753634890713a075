import type { CommandHandler } from './command-context.ts'
import { showEmptyList } from './show-cluster.ts'

/**
 * Lists that are always empty here: a rejected streaming request leaves no trace but its error,
 * queries and commands end before the next one begins, and there are no roles. Columns as in
 * Microsoft's grammar and documentation.
 */
export const EMPTY_LISTS: Readonly<Record<string, CommandHandler>> = {
  'show streamingingestion failures': showEmptyList(
    'Database:string,Table:string,Principal:string,RootActivityId:guid,IngestionProperties:dynamic,Count:long,' +
      'FirstFailureOn:datetime,LastFailureOn:datetime,FailureKind:string,ErrorCode:string,Details:string',
  ),
  'show running queries': showEmptyList(
    'ClientActivityId:string,Text:string,Database:string,StartedOn:datetime,LastUpdatedOn:datetime,Duration:timespan,State:string',
  ),
}
