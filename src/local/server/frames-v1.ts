import type { QueryOutcome, ResultTable } from '../engine/engine.ts'
import type { KustoType } from '../values/types.ts'
import { exactRows } from './exact-rows.ts'
import { oneApiError, type RequestIds } from './one-api-error.ts'
import { PARTIAL_FAILURE_STATUS } from './partial-failure.ts'

interface TableV1 {
  readonly TableName: string
  readonly Columns: readonly ColumnV1[]
  readonly Rows: readonly unknown[]
}

interface ColumnV1 {
  readonly ColumnName: string
  readonly DataType: string
  readonly ColumnType: string
}

export interface AnswerV1 {
  readonly Tables: readonly TableV1[]
  readonly Exceptions?: readonly string[]
}

/** The approximate .NET type for each Kusto type — kusto/api/rest/response.md */
const DATA_TYPES: Readonly<Record<KustoType, string>> = {
  string: 'String',
  long: 'Int64',
  int: 'Int32',
  real: 'Double',
  decimal: 'SqlDecimal',
  bool: 'SByte',
  datetime: 'DateTime',
  timespan: 'TimeSpan',
  guid: 'Guid',
  dynamic: 'Object',
}

const CONTENTS: readonly ColumnV1[] = [
  column('Ordinal', 'long'),
  column('Kind', 'string'),
  column('Name', 'string'),
  column('Id', 'string'),
  column('PrettyName', 'string'),
]
const PROPERTIES: readonly ColumnV1[] = [column('Value', 'string')]
const STATUS: readonly ColumnV1[] = [
  column('Timestamp', 'datetime'),
  column('Severity', 'int'),
  column('SeverityName', 'string'),
  column('StatusCode', 'int'),
  column('StatusDescription', 'string'),
  column('Count', 'int'),
  column('RequestId', 'guid'),
  column('ActivityId', 'guid'),
  column('SubActivityId', 'guid'),
  column('ClientActivityId', 'string'),
]
const NO_ID = '00000000-0000-0000-0000-000000000000'

/** A management command's answer: one table. */
export function commandAnswer(table: ResultTable): AnswerV1 {
  return { Tables: [tableV1(table, 0)] }
}

/**
 * A query's answer in the older form: the results, then properties and status, and a table of
 * contents last, by which clients distinguish them if there are more than two tables.
 */
export function queryAnswerV1(outcome: QueryOutcome, ids: RequestIds): AnswerV1 {
  const failure = outcome.partialFailure
  const results = outcome.tables.map(tableV1)
  const answer = [
    ...results,
    tableOf(results.length, PROPERTIES, []),
    tableOf(results.length + 1, STATUS, [statusRow(outcome, ids)]),
    tableOf(results.length + 2, CONTENTS, contents(outcome.tables)),
  ]
  if (failure === undefined) return { Tables: answer }
  return { Tables: answer, Exceptions: [oneApiError(failure, ids).error['@message']] }
}

function tableV1(table: ResultTable, ordinal: number): TableV1 {
  return {
    TableName: `Table_${ordinal}`,
    Columns: table.columns.map(({ name, type }) => column(name, type)),
    Rows: exactRows(table),
  }
}

function tableOf(
  ordinal: number,
  tableColumns: readonly ColumnV1[],
  rows: readonly unknown[],
): TableV1 {
  return { TableName: `Table_${ordinal}`, Columns: tableColumns, Rows: rows }
}

function contents(tables: readonly ResultTable[]): unknown[] {
  return [
    ...tables.map(({ name }) => ['QueryResult', name]),
    ['QueryProperties', '@ExtendedProperties'],
    ['QueryStatus', 'QueryStatus'],
  ].map(([kind, name], ordinal) => [ordinal, kind, name, NO_ID, ''])
}

function statusRow({ partialFailure: failure }: QueryOutcome, ids: RequestIds): unknown[] {
  const [severity, name, code, text] =
    failure === undefined
      ? [4, 'Info', 0, 'Query completed successfully']
      : [2, 'Error', PARTIAL_FAILURE_STATUS, failure.message]
  const { activityId, clientRequestId } = ids
  const at = new Date().toISOString()
  return [at, severity, name, code, text, 1, activityId, activityId, NO_ID, clientRequestId]
}

function column(name: string, type: KustoType): ColumnV1 {
  return { ColumnName: name, DataType: DATA_TYPES[type], ColumnType: type }
}
