import type { ResultTable } from '../engine/engine.ts'
import { datetimeText, timespanText } from '../values/ticks.ts'
import type { CommandHandler } from './command-context.ts'
import { resultTable } from './command-result.ts'
import type { Operation } from '../workspace/operation-log.ts'

const SCHEMA =
  'OperationId:guid,Operation:string,NodeId:string,StartedOn:datetime,LastUpdatedOn:datetime,Duration:timespan,State:string,' +
  'Status:string,RootActivityId:guid,ShouldRetry:bool,Database:string,Principal:string,User:string,' +
  'AdminEpochStartTime:datetime,VirtualCluster:string'

/** `.show operations [id]`; the id may be bare, quoted or in brackets. */
export const showOperations: CommandHandler = (reader, context) => {
  const text = reader
    .rest()
    .trim()
    .replaceAll(/^[('"]+|[)'";]+$/g, '')
  const found = context.workspace.operations.find(text === '' ? undefined : text)
  return resultTable(SCHEMA, found.map(operationRow))
}

function operationRow(operation: Operation): unknown[] {
  return [
    operation.id,
    operation.name,
    'local',
    datetimeText(operation.startedAt),
    datetimeText(operation.endedAt),
    timespanText(operation.endedAt - operation.startedAt),
    'Completed',
    '',
    operation.id,
    false,
    operation.database,
    '',
    '',
    null,
    '',
  ]
}

/** The answer of an `async` command: its id in `.show operations`. */
export function asyncResult(operation: Operation): ResultTable {
  return resultTable('OperationId:guid', [[operation.id]])
}
