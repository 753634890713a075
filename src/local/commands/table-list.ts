import type { ResultTable } from '../engine/engine.ts'
import type { CommandContext, CommandHandler } from './command-context.ts'
import { resultTable } from './command-result.ts'

const TABLES = 'TableName:string,DatabaseName:string,Folder:string,DocString:string'

/** The database's tables, as returned by commands that change one. */
export function tableList(context: CommandContext): ResultTable {
  const tables = [...context.database.tables.values()]
  return resultTable(
    TABLES,
    tables.map((table) => [table.name, context.database.name, table.folder, table.docString]),
  )
}

export const showTables: CommandHandler = (reader, context) => {
  const names = reader.peek()?.value === '(' ? reader.parenthesised(() => reader.name()) : undefined
  reader.end()
  const all = tableList(context)
  return names === undefined
    ? all
    : { ...all, rows: all.rows.filter(([name]) => names.includes(String(name))) }
}
