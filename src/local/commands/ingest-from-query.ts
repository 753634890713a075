import { badRequest, entityExists } from '../failures/bad-request.ts'
import type { Stored, TableEntity } from '../catalog/entities.ts'
import { tableStorageName } from '../catalog/table-storage.ts'
import type { CompiledStatement } from '../kql/compiled-query.ts'
import type { CommandContext, CommandHandler } from './command-context.ts'
import { addTable } from './create-table.ts'
import { extentResult } from './extent-result.ts'
import { asyncResult } from './operations.ts'

type Mode = 'set' | 'append' | 'set-or-append' | 'set-or-replace'

/**
 * `.set | .append | .set-or-append | .set-or-replace [async] T [with (…)] <| query`
 * (ingest-from-query.md).
 */
export function ingestFromQuery(mode: Mode): CommandHandler {
  return (reader, context) => {
    const isAsync = reader.take('async')
    reader.take('table')
    const name = reader.name()
    reader.properties()
    const { workspace, database } = context
    const statement = workspace.compiler.compileStatement(
      reader.afterPipe(),
      workspace.compiler.snapshot(database),
    )
    const rows = workspace.reader.rows(statement)
    const table = target(context, mode, name, statement)
    workspace.appender.append(database, table, rows)
    return isAsync ? asyncResult(context.operation(mode)) : extentResult(rows.length)
  }
}

function target(
  context: CommandContext,
  mode: Mode,
  name: string,
  { columns }: CompiledStatement,
): Stored<TableEntity> {
  const known = context.database.tables.get(name)
  if (mode === 'set' && known !== undefined) throw entityExists('Table', name)
  if (mode === 'append' && known === undefined) return context.database.table(name)
  if (known === undefined) return addTable(context, { name, columns })
  checkTypes(known, columns)
  if (mode === 'set-or-replace') {
    context.workspace.db.exec(`DELETE FROM ${tableStorageName(known.id)}`)
    context.workspace.views.renewDeltas(context.database, known)
  }
  return known
}

/** Columns are matched by order and type, not by name. */
function checkTypes(table: TableEntity, columns: CompiledStatement['columns']): void {
  const isSame =
    columns.length <= table.columns.length &&
    columns.every((column, index) => column.type === table.columns[index]?.type)
  if (isSame) return
  throw badRequest(
    `The query's columns (${types(columns)}) do not match those of table '${table.name}' (${types(table.columns)}).`,
  )
}

function types(columns: readonly { readonly type: string }[]): string {
  return columns.map((column) => column.type).join(', ')
}
