import { badRequest, notSupported } from '../failures/bad-request.ts'
import type { Stored, TableEntity } from '../catalog/entities.ts'
import type { Column } from '../values/types.ts'
import type { SqlRow, SqlValue } from '../sqlite/database.ts'
import { toSql } from '../values/values.ts'
import { maxValueBytes } from './column-limits.ts'
import { columnValue, limited, textColumnValue, unixDatetime } from './column-value.ts'
import { readDelimited } from '../text/csv-reader.ts'
import { parseJsonPath } from './json-path.ts'
import { readJsonLines, readMultiJson } from './json-reader.ts'
import type { JsonRecord } from './json-record.ts'
import type { MappedColumn } from './mapping.ts'

/** Separators of the delimited formats (ingestion-supported-formats.md). */
const SEPARATORS: Readonly<Record<string, string>> = {
  csv: ',',
  tsv: '\t',
  psv: '|',
  scsv: ';',
  sohsv: '\u0001',
}

/** Which kind of mapping a format uses. */
export function mappingKind(format: string): 'json' | 'csv' {
  if (format === 'json' || format === 'multijson') return 'json'
  if (SEPARATORS[format] !== undefined) return 'csv'
  throw notSupported(`the ingestion format '${format}'`)
}

export interface Source {
  /** Lower case. */
  readonly format: string
  readonly text: string
  /** Of a large `json` source, read before; then without text. */
  readonly records?: readonly JsonRecord[] | undefined
  /** Columns by name (JSON) or position (delimited) if undefined. */
  readonly mapping: readonly MappedColumn[] | undefined
  readonly ignoreFirstRecord?: boolean
}

/** The rows of ingested data, each with a value for every column of the table in order. */
export function readRows(table: Stored<TableEntity>, source: Source): SqlRow[] {
  const columns = table.columns.map((column) => ({
    ...column,
    maxBytes: maxValueBytes(table, column),
  }))
  checkColumns(table, source.mapping)
  const rows =
    mappingKind(source.format) === 'json'
      ? jsonRows(table.columns, source)
      : delimitedRows(columns, source)
  return rows.map((row) =>
    row.map((value, index) => {
      const column = columns[index]
      return column === undefined ? value : limited(value, column.type, column.maxBytes)
    }),
  )
}

function jsonRows(columns: readonly Column[], source: Source): SqlValue[][] {
  const records =
    source.records ??
    (source.format === 'json' ? readJsonLines(source.text) : readMultiJson(source.text))
  const readers = jsonReaders(columns, source.mapping)
  return records.map((record) => readers.map((read) => read(record)))
}

const readersOfMappings = new WeakMap<
  readonly MappedColumn[],
  { readonly columns: readonly Column[]; readonly readers: readonly JsonReader[] }
>()

type JsonReader = (record: JsonRecord) => SqlValue

/**
 * Cached by mapping while the table's columns are unchanged, so that paths are not parsed for each
 * request.
 */
function jsonReaders(
  tableColumns: readonly Column[],
  mapping: readonly MappedColumn[] | undefined,
): readonly JsonReader[] {
  const known = mapping === undefined ? undefined : readersOfMappings.get(mapping)
  if (known?.columns === tableColumns) return known.readers
  const readers = tableColumns.map((column) => jsonReader(column, mapping))
  if (mapping !== undefined) readersOfMappings.set(mapping, { columns: tableColumns, readers })
  return readers
}

function jsonReader(column: Column, mapping: readonly MappedColumn[] | undefined): JsonReader {
  if (mapping === undefined)
    return (record) => columnValue(record.field([column.name]), column.type)
  const mapped = mapping.find((candidate) => candidate.column === column.name)
  if (mapped === undefined) return () => toSql(null, column.type)
  const { constant, transform } = mapped
  if (constant !== undefined) return () => textColumnValue(constant, column.type)
  const path = parseJsonPath(mapped.path ?? `$['${column.name}']`)
  if (transform !== undefined) return (record) => unixDatetime(record.field(path)?.value, transform)
  return (record) => columnValue(record.field(path), column.type)
}

function delimitedRows(columns: readonly Column[], source: Source): SqlValue[][] {
  const records = readDelimited(source.text, SEPARATORS[source.format] ?? ',')
  const readers = columns.map((column, index) => delimitedReader(column, index, source.mapping))
  const wanted = source.ignoreFirstRecord === true ? records.slice(1) : records
  return wanted.map((record) => readers.map((read) => read(record)))
}

function delimitedReader(
  column: Column,
  position: number,
  mapping: readonly MappedColumn[] | undefined,
): (record: readonly string[]) => SqlValue {
  const mapped = mapping?.find((candidate) => candidate.column === column.name)
  if (mapping !== undefined && mapped === undefined) return () => toSql(null, column.type)
  const constant = mapped?.constant
  if (constant !== undefined) return () => textColumnValue(constant, column.type)
  const ordinal = mapped?.ordinal ?? position
  const transform = mapped?.transform
  if (transform !== undefined) return (record) => unixDatetime(record[ordinal], transform)
  return (record) => textColumnValue(record[ordinal], column.type)
}

function checkColumns(table: TableEntity, mapping: readonly MappedColumn[] | undefined): void {
  const unknown = mapping?.find((mapped) => !table.columns.some((c) => c.name === mapped.column))
  if (unknown === undefined) return
  throw badRequest(
    `The ingestion mapping names column '${unknown.column}', which table '${table.name}' does not have.`,
    'BadRequest_InvalidMapping',
  )
}
