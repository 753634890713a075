import { badRequest, entityExists } from '../failures/bad-request.ts'
import type { CommandContext, CommandHandler } from './command-context.ts'
import { checkName } from './entity-name.ts'
import { tableList } from './table-list.ts'

export const renameTable: CommandHandler = (reader, context) => {
  const from = reader.name()
  reader.expect('to')
  const to = reader.name()
  reader.end()
  rename(context, new Map([[from, to]]))
  return tableList(context)
}

/** `.rename tables A=B, B=A`: new names from old ones, all at once. */
export const renameTables: CommandHandler = (reader, context) => {
  const names = new Map<string, string>()
  do {
    const to = reader.name()
    reader.expect('=')
    names.set(reader.name(), to)
  } while (reader.take(','))
  reader.take('ifexists')
  reader.end()
  rename(context, names)
  return tableList(context)
}

function rename(context: CommandContext, names: ReadonlyMap<string, string>): void {
  const tables = [...names].map(([from, to]) => ({ table: context.database.table(from), to }))
  for (const { table, to } of tables) {
    checkName(to)
    if (context.database.tables.has(to) && !names.has(to)) throw entityExists('Table', to)
    if (context.database.viewsOn(table.name).length > 0) {
      throw badRequest(
        `Table '${table.name}' is the source of a materialized view and keeps its name.`,
      )
    }
  }
  context.database.rename(
    'table',
    tables.map(({ table, to }) => ({ ...table, name: to })),
  )
}
