import { KustoError } from '../kusto-error.ts'
import type { KustoColumn, KustoTable } from './kusto-client.ts'
import { isJsonObject } from '../json-object.ts'
import { redactSecrets } from '../redact-secrets.ts'
import { oneApiFailure } from './one-api-failure.ts'
import { malformedAnswer } from './connection-failures.ts'

/**
 * Returns the primary tables of a v2 answer, in order. Throws a failure inside it, which may come
 * with HTTP 200 — kusto/api/rest/response-v2.md
 */
export function readQueryAnswer(answer: unknown): readonly KustoTable[] {
  if (!Array.isArray(answer)) throw malformedAnswer(`expected frames, got ${kindOf(answer)}`)
  const frames = answer.filter(isJsonObject)
  const completion = frames.find((frame) => frame['FrameType'] === 'DataSetCompletion')
  if (completion === undefined) throw malformedAnswer('its last frame is missing')
  const tables = frames.filter((frame) => frame['FrameType'] === 'DataTable')
  refuseFailedRows(tables)
  refuseCompletion(completion)
  tables.filter((table) => kindIs(table, 'QueryCompletionInformation')).forEach(refuseStatus)
  return tables.filter((table) => kindIs(table, 'PrimaryResult')).map(readTable)
}

/**
 * Returns the first table of a v1 answer, the result of a management command —
 * kusto/api/rest/response.md
 */
export function readCommandAnswer(answer: unknown): KustoTable {
  const tables = isJsonObject(answer) ? answer['Tables'] : undefined
  if (!isJsonObject(answer) || !Array.isArray(tables)) {
    throw malformedAnswer(`expected tables, got ${kindOf(answer)}`)
  }
  refuseExceptions(answer['Exceptions'])
  refuseFailedRows(tables.filter(isJsonObject))
  const [first] = tables
  if (!isJsonObject(first)) throw malformedAnswer('it has no table')
  return readTable(first)
}

function readTable(table: Record<string, unknown>): KustoTable {
  const { TableName: name, Columns: columns, Rows: rows } = table
  if (!Array.isArray(columns) || !Array.isArray(rows)) {
    throw malformedAnswer('a table has no columns or no rows')
  }
  return {
    name: typeof name === 'string' ? name : '',
    columns: columns.map(readColumn),
    rows: rows.filter((row): row is unknown[] => Array.isArray(row)),
  }
}

function readColumn(column: unknown): KustoColumn {
  if (!isJsonObject(column) || typeof column['ColumnName'] !== 'string') {
    throw malformedAnswer('a column has no name')
  }
  return { name: column['ColumnName'], type: columnType(column) }
}

/** `.show version` and some others only give a .NET type. */
const TYPES_BY_DATA_TYPE: Readonly<Record<string, string>> = {
  Boolean: 'bool',
  DateTime: 'datetime',
  Double: 'real',
  Guid: 'guid',
  Int32: 'int',
  Int64: 'long',
  Object: 'dynamic',
  SByte: 'bool',
  SqlDecimal: 'decimal',
  TimeSpan: 'timespan',
}

function columnType({ ColumnType: type, DataType: dataType }: Record<string, unknown>): string {
  if (typeof type === 'string' && type !== '') return type
  return (typeof dataType === 'string' ? TYPES_BY_DATA_TYPE[dataType] : undefined) ?? 'string'
}

/** A failed answer has an object with errors in place of the next row. */
function refuseFailedRows(tables: readonly Record<string, unknown>[]): void {
  for (const { Rows: rows } of tables) {
    const failed = Array.isArray(rows) ? rows.find(isJsonObject) : undefined
    if (!isJsonObject(failed)) continue
    refuseExceptions(failed['Exceptions'])
    throw partialFailure(failed['OneApiErrors'])
  }
}

function refuseCompletion(completion: Record<string, unknown>): void {
  if (completion['HasErrors'] === true) throw partialFailure(completion['OneApiErrors'])
  if (completion['Cancelled'] === true)
    throw partialFailure(undefined, 'Kusto cancelled the query.')
}

// Levels of the completion table: 1 critical, 2 error, from 3 warnings and information.
const ERROR_LEVEL = 2

function refuseStatus(table: Record<string, unknown>): void {
  const { columns, rows } = readTable(table)
  const levelAt = columns.findIndex((column) => column.name === 'Level')
  const payloadAt = columns.findIndex((column) => column.name === 'Payload')
  for (const row of rows) {
    const level = row[levelAt]
    if (typeof level !== 'number' || level > ERROR_LEVEL) continue
    const payload = row[payloadAt]
    throw partialFailure(undefined, typeof payload === 'string' ? payload : undefined)
  }
}

/** Exceptions are texts; any other value may throw when converted to text. */
function refuseExceptions(exceptions: unknown): void {
  if (!Array.isArray(exceptions) || exceptions.length === 0) return
  const texts = exceptions.map((said) => (typeof said === 'string' ? said : kindOf(said)))
  throw partialFailure(undefined, texts.join('; '))
}

function partialFailure(
  errors: unknown,
  message = 'Kusto failed while it was sending its answer.',
): KustoError {
  const details = { status: 200, permanent: false }
  const [first]: readonly unknown[] = Array.isArray(errors) ? errors : []
  return (
    oneApiFailure(first, details) ??
    new KustoError(redactSecrets(message), { ...details, code: 'PartialFailure' })
  )
}

function kindIs(table: Record<string, unknown>, kind: string): boolean {
  return table['TableKind'] === kind
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'string' ? `text of ${value.length} characters` : typeof value
}
