import { badRequest, notSupported } from '../failures/bad-request.ts'
import { CLR_TYPES } from '../values/kusto-types.ts'
import type { Column, KustoType } from '../values/types.ts'
import type { CommandReader } from './command-reader.ts'
import { checkName } from './entity-name.ts'

/** Kusto's types and their aliases (scalar-data-types/index.md). */
const TYPES: Readonly<Record<string, KustoType>> = {
  string: 'string',
  long: 'long',
  int: 'int',
  real: 'real',
  double: 'real',
  decimal: 'decimal',
  bool: 'bool',
  boolean: 'bool',
  datetime: 'datetime',
  date: 'datetime',
  timespan: 'timespan',
  time: 'timespan',
  guid: 'guid',
  uuid: 'guid',
  uniqueid: 'guid',
  dynamic: 'dynamic',
}

/** SQLite's own limit is 2,000 including the hidden ones; Kusto's is 10,000. */
const MAX_COLUMNS = 1_900

export function readType(reader: CommandReader): KustoType {
  const token = reader.peek()
  const type = TYPES[token?.value.toLowerCase() ?? '']
  if (token?.kind !== 'word' || type === undefined) throw reader.refuse('a type')
  reader.take(token.value)
  return type
}

function readColumn(reader: CommandReader): Column {
  const name = reader.name()
  reader.expect(':')
  return { name, type: readType(reader) }
}

/** `(a:string, b:long)`. */
export function readSchema(reader: CommandReader): Column[] {
  const columns = reader.parenthesised(() => readColumn(reader))
  checkColumns(columns)
  return columns
}

export function checkColumns(columns: readonly Column[]): void {
  const seen = new Map<string, string>()
  for (const { name } of columns) {
    checkName(name)
    const other = seen.get(name.toLowerCase())
    if (other === name) throw badRequest(`Duplicate column '${name}'.`)
    // SQLite cannot distinguish them, and would silently read one for the other
    if (other !== undefined)
      throw notSupported(`columns whose names differ by case only ('${other}', '${name}')`)
    seen.set(name.toLowerCase(), name)
  }
  if (columns.length === 0) throw badRequest('A table needs at least one column.')
  if (columns.length > MAX_COLUMNS)
    throw notSupported(`more than ${MAX_COLUMNS} columns in a table`)
}

export function cslSchema(columns: readonly Column[]): string {
  return columns.map((column) => `${cslName(column.name)}:${column.type}`).join(',')
}

export function cslName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `['${name.replaceAll(/['\\]/g, '\\$&')}']`
}

/** Columns as in `.show … schema as json`. */
export function orderedColumns(columns: readonly Column[]): unknown[] {
  return columns.map(({ name, type }) => ({ Name: name, Type: CLR_TYPES[type], CslType: type }))
}
