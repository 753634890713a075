import { datetimeText, timespanText } from '../values/ticks.ts'
import type { CommandHandler } from './command-context.ts'
import { resultTable } from './command-result.ts'

const SCHEMA =
  'ClientActivityId:string,Text:string,Database:string,StartedOn:datetime,LastUpdatedOn:datetime,Duration:timespan,State:string,' +
  'RootActivityId:guid,User:string,FailureReason:string'

/**
 * `.show queries`: the latest thousand since the engine was opened, with the cluster's columns that
 * have a meaning here.
 */
export const showQueries: CommandHandler = (reader, context) => {
  reader.end()
  return resultTable(
    SCHEMA,
    context.workspace.queries.queries.map((query) => [
      query.clientActivityId,
      query.text,
      query.database,
      datetimeText(query.startedAt),
      datetimeText(query.endedAt),
      timespanText(query.endedAt - query.startedAt),
      query.failure === undefined ? 'Completed' : 'Failed',
      null,
      '',
      query.failure ?? '',
    ]),
  )
}
