import type { QueryOutcome, ResultTable } from '../engine/engine.ts'
import { exactRows } from './exact-rows.ts'
import { oneApiError, type OneApiError, type RequestIds } from './one-api-error.ts'
import { PARTIAL_FAILURE_STATUS } from './partial-failure.ts'

interface ColumnV2 {
  readonly ColumnName: string
  readonly ColumnType: string
}

interface TableFrame {
  readonly FrameType: 'DataTable'
  readonly TableId: number
  readonly TableKind: string
  readonly TableName: string
  readonly Columns: readonly ColumnV2[]
  readonly Rows: readonly unknown[]
}

interface CompletionFrame {
  readonly FrameType: 'DataSetCompletion'
  readonly HasErrors: boolean
  readonly Cancelled: boolean
  readonly OneApiErrors?: readonly OneApiError[]
}

interface HeaderFrame {
  readonly FrameType: 'DataSetHeader'
  readonly IsProgressive: false
  readonly Version: 'v2.0'
}

export type FrameV2 = HeaderFrame | TableFrame | CompletionFrame

const PROPERTIES = columns('TableId:int Key:string Value:dynamic')
const COMPLETION = columns(
  'Timestamp:datetime ClientRequestId:string ActivityId:guid SubActivityId:guid ParentActivityId:guid ' +
    'Level:int LevelName:string StatusCode:int StatusCodeName:string EventType:int EventTypeName:string Payload:string',
)

/**
 * A query's answer as v2 frames, never progressive — kusto/api/rest/response-v2.md. A partial
 * failure appears among the rows of the last table, in the completion table and in the last frame,
 * with HTTP 200.
 */
export function queryAnswerV2(outcome: QueryOutcome, ids: RequestIds): readonly FrameV2[] {
  const failure = outcome.partialFailure
  const error = failure === undefined ? undefined : oneApiError(failure, ids)
  const results = outcome.tables.map((table, index) => {
    const isCut = error !== undefined && index === outcome.tables.length - 1
    const rows = isCut ? [...exactRows(table), { OneApiErrors: [error] }] : exactRows(table)
    return dataTable(index + 1, 'PrimaryResult', table.name, tableColumns(table), rows)
  })
  return [
    { FrameType: 'DataSetHeader', IsProgressive: false, Version: 'v2.0' },
    dataTable(0, 'QueryProperties', '@ExtendedProperties', PROPERTIES, visualizations(outcome)),
    ...results,
    completionTable(results.length + 1, outcome, ids),
    completion(error),
  ]
}

function dataTable(
  id: number,
  kind: string,
  name: string,
  frameColumns: readonly ColumnV2[],
  rows: readonly unknown[],
): TableFrame {
  return {
    FrameType: 'DataTable',
    TableId: id,
    TableKind: kind,
    TableName: name,
    Columns: frameColumns,
    Rows: rows,
  }
}

function completionTable(id: number, outcome: QueryOutcome, ids: RequestIds): TableFrame {
  const { activityId, clientRequestId } = ids
  const { partialFailure: failure } = outcome
  const status =
    failure === undefined
      ? [4, 'Info', 0, 'S_OK (0)', 4, 'QueryInfo', successPayload]
      : [2, 'Error', PARTIAL_FAILURE_STATUS, failure.code, 4, 'QueryInfo', failurePayload(failure)]
  const at = new Date().toISOString()
  return dataTable(id, 'QueryCompletionInformation', 'QueryCompletionInformation', COMPLETION, [
    [at, clientRequestId, activityId, activityId, activityId, ...status],
  ])
}

const successPayload = JSON.stringify({ Count: 1, Text: 'Query completed successfully' })

function failurePayload(failure: { readonly message: string }): string {
  return JSON.stringify({ Count: 1, Text: failure.message })
}

function completion(error: OneApiError | undefined): CompletionFrame {
  return {
    FrameType: 'DataSetCompletion',
    HasErrors: error !== undefined,
    Cancelled: false,
    ...(error === undefined ? {} : { OneApiErrors: [error] }),
  }
}

function visualizations(outcome: QueryOutcome): unknown[] {
  const none = JSON.stringify({ Visualization: null })
  return outcome.tables.map((_, index) => [index + 1, 'Visualization', none])
}

function tableColumns(table: ResultTable): ColumnV2[] {
  return table.columns.map(({ name, type }) => ({ ColumnName: name, ColumnType: type }))
}

function columns(list: string): ColumnV2[] {
  return list.split(' ').map((item) => {
    const [name = '', type = ''] = item.split(':')
    return { ColumnName: name, ColumnType: type }
  })
}
