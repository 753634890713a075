import { isJsonObject } from '../../json-object.ts'
import type { ColumnType } from '../../tables/schema.ts'
import { refuseNewer } from '../values/row-format.ts'
import { damagedExport } from './damaged-export.ts'
import {
  PORTABLE_TABLES,
  UNPORTABLE_COLUMNS,
  type PortableRow,
  type PortableTable,
  type PortableValues,
} from './portable-thread.ts'

/** @throws KustoSaverError `EXPORT_DAMAGED`, `NEWER_FORMAT` */
export function parseRow({ table, values }: Readonly<Record<string, unknown>>): PortableRow {
  if (!isTable(table) || !isJsonObject(values)) throw damagedExport('A row has no known `table`.')
  const { row_format: rowFormat } = values
  if (typeof rowFormat === 'number') refuseNewer({ rowFormat }, table)
  const types = TYPES[table]
  const parsed: Record<string, string | number | boolean> = {}
  for (const [column, value] of Object.entries(values)) {
    const type = types.get(column)
    if (type === undefined || UNPORTABLE_COLUMNS.has(column)) {
      throw damagedExport(`A row of ${table} has the column ${JSON.stringify(column)}.`)
    }
    if (!fits(type, value)) throw damagedExport(`A row of ${table} has no ${type} in ${column}.`)
    parsed[column] = value
  }
  return { table, values: parsed satisfies PortableValues }
}

const TYPES: Readonly<Record<PortableTable, ReadonlyMap<string, ColumnType>>> = {
  Checkpoints: typesOf('Checkpoints'),
  CheckpointBlobs: typesOf('CheckpointBlobs'),
  CheckpointWrites: typesOf('CheckpointWrites'),
}

function typesOf(table: PortableTable): ReadonlyMap<string, ColumnType> {
  return new Map(PORTABLE_TABLES[table].columns.map(({ name, type }) => [name, type]))
}

function isTable(table: unknown): table is PortableTable {
  return typeof table === 'string' && Object.hasOwn(PORTABLE_TABLES, table)
}

function fits(type: ColumnType, value: unknown): value is string | number | boolean {
  if (type === 'bool') return typeof value === 'boolean'
  if (type === 'dynamic') return typeof value === 'string' && isJson(value)
  if (type === 'int' || type === 'long') return Number.isSafeInteger(value)
  return typeof value === 'string' && value.isWellFormed()
}

/** It becomes part of a row as it is. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
