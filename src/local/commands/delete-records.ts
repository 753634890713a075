import { badRequest } from '../failures/bad-request.ts'
import { ROW_NUMBER, sqlName } from '../catalog/sql-names.ts'
import { tableStorageName } from '../catalog/table-storage.ts'
import type { ResultTable } from '../engine/engine.ts'
import type { Relation, SchemaSnapshot } from '../kql/parser/schema-snapshot.ts'
import { viewStorageName } from '../catalog/view-storage.ts'
import type { CommandContext, CommandHandler } from './command-context.ts'
import type { CommandReader } from './command-reader.ts'
import { extentResult } from './extent-result.ts'
import { asyncResult } from './operations.ts'
import { cslName } from './table-schema.ts'
import { tokenize } from '../text/tokens.ts'

/** The row's number as an additional column, to identify the rows that the predicate returns. */
const ROW = '__row'

/**
 * `.delete [async] table T records [with (whatif=true)] <| T | where …` (soft-delete-command.md).
 */
export function deleteTableRecords(isAsync: boolean): CommandHandler {
  return (reader, context) => {
    const name = reader.name()
    const table = context.database.table(name)
    const columns = table.columns.map((column) => sqlName(column.name)).join(', ')
    const storage = tableStorageName(table.id)
    return deleteRecords(reader, context, {
      isAsync,
      storage,
      afterwards: () => {
        context.workspace.views.renewDeltas(context.database, table)
      },
      relation: {
        name,
        columns: [...table.columns, { name: ROW, type: 'long' }],
        sql: `(SELECT ${columns}, "$ingestion_time", ${ROW_NUMBER} AS ${ROW} FROM ${storage})`,
      },
    })
  }
}

/**
 * `.delete materialized-view V records`: deletes from the materialized part, after materializing
 * the delta.
 */
export function deleteViewRecords(isAsync: boolean): CommandHandler {
  return (reader, context) => {
    const name = reader.name()
    const { workspace, database } = context
    const view = database.view(name)
    workspace.views.materialize(database, view)
    const storage = viewStorageName(view.id)
    return deleteRecords(reader, context, {
      isAsync,
      storage,
      afterwards: () => undefined,
      relation: {
        name,
        columns: [...view.columns, { name: ROW, type: 'long' }],
        sql: workspace.compiler.viewSql(database, view).numbered(ROW),
      },
    })
  }
}

interface Deletion {
  readonly isAsync: boolean
  readonly storage: string
  readonly afterwards: () => void
  readonly relation: Relation
}

function deleteRecords(
  reader: CommandReader,
  context: CommandContext,
  deletion: Deletion,
): ResultTable {
  reader.expect('records')
  const isDryRun = reader.properties().get('whatif')?.toLowerCase() === 'true'
  const predicate = keepRow(reader.afterPipe(), deletion.relation.name)
  const { workspace, database } = context
  const snapshot = only(workspace.compiler.snapshot(database), deletion.relation)
  const rows = workspace.reader
    .rows(workspace.compiler.compileStatement(predicate, snapshot))
    .map((row) => row[0])
  if (!isDryRun) {
    const sql = `DELETE FROM ${deletion.storage} WHERE ${ROW_NUMBER} = :row`
    for (const row of rows) workspace.db.run(sql, { row: row ?? null })
    deletion.afterwards()
  }
  return deletion.isAsync
    ? asyncResult(context.operation('delete records'))
    : extentResult(rows.length)
}

/**
 * The predicate may only use where, extend and project; each project is extended by the row's
 * number.
 */
function keepRow(predicate: string, source: string): string {
  const tokens = tokenize(predicate)
  let depth = 0
  const pipes = tokens.flatMap((token) => {
    if (token.kind !== 'punctuation') return []
    if ('([{'.includes(token.value)) depth += 1
    if (')]}'.includes(token.value)) depth -= 1
    return depth === 0 && (token.value === '|' || token.value === ';') ? [token] : []
  })
  const trailing =
    pipes.at(-1)?.value === ';' && tokens.at(-1)?.value === ';' ? pipes.pop() : undefined
  const ends = [...pipes.map((pipe) => pipe.start), trailing?.start ?? predicate.length]
  const [head = '', ...operators] = ends.map((end, index) =>
    predicate.slice(pipes[index - 1]?.end ?? 0, end).trim(),
  )
  if (
    tokenize(head)
      .map((token) => token.value)
      .join(' ') !== source
  ) {
    throw badRequest(`The predicate must begin with '${source}' and use no other table.`)
  }
  const kinds = operators.map((operator) => tokenize(operator)[0]?.value.toLowerCase() ?? '')
  if (!kinds.includes('where')) throw badRequest('The predicate needs at least one where operator.')
  const other = kinds.find((kind) => !['where', 'extend', 'project'].includes(kind))
  if (other !== undefined)
    throw badRequest(`The predicate may only use where, extend and project, not '${other}'.`)
  const kept = operators.map((operator, index) =>
    kinds[index] === 'project' ? `${operator}, ${ROW}` : operator,
  )
  return [cslName(source), ...kept, `project ${ROW}`].join(' | ')
}

function only(snapshot: SchemaSnapshot, relation: Relation): SchemaSnapshot {
  return { ...snapshot, tables: new Map([[relation.name, relation]]), views: new Map() }
}
