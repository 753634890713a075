import type { ResultTable } from '../engine/engine.ts'
import type { Column } from '../values/types.ts'
import { CommandReader } from './command-reader.ts'
import { readSchema } from './table-schema.ts'

/** `Name:string,Size:long` as columns. */
function columns(schema: string): Column[] {
  return readSchema(new CommandReader(`(${schema})`))
}

/** A command's result; rows hold values as Kusto's JSON carries them. */
export function resultTable(schema: string, rows: readonly (readonly unknown[])[]): ResultTable {
  return { name: 'Table_0', columns: columns(schema), rows }
}
