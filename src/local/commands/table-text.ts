import type { Stored, TableEntity } from '../catalog/entities.ts'
import type { ResultTable } from '../engine/engine.ts'
import type { CommandContext } from './command-context.ts'
import type { CommandReader } from './command-reader.ts'
import { tableList } from './table-list.ts'

/** `folder "x"` or `docstring "x"`, after the word. */
export function setTableText(
  reader: CommandReader,
  context: CommandContext,
  table: Stored<TableEntity>,
  property: 'folder' | 'docString',
): ResultTable {
  const text = reader.string()
  reader.end()
  context.database.change('table', { ...table, [property]: text })
  return tableList(context)
}
