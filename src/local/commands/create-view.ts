import { badRequest, entityExists, notSupported } from '../failures/bad-request.ts'
import type { Stored, ViewEntity } from '../catalog/entities.ts'
import type { ResultTable } from '../engine/engine.ts'
import { datetimeText } from '../values/ticks.ts'
import { viewColumns } from '../views/view-relation.ts'
import {
  createViewStorage,
  dropViewStorage,
  lastTableRow,
  writeWatermark,
} from '../catalog/view-storage.ts'
import type { CommandContext, CommandHandler } from './command-context.ts'
import type { CommandReader } from './command-reader.ts'
import { checkName } from './entity-name.ts'
import { asyncResult } from './operations.ts'
import { showView } from './show-views.ts'

interface ViewText {
  readonly name: string
  readonly source: string
  readonly query: string
  readonly properties: ReadonlyMap<string, string>
}

interface CreateFlags {
  readonly isAsync: boolean
  readonly ifNotExists: boolean
}

/** `.create [async] [ifnotexists] materialized-view …`; the first words have been read. */
export function createView(flags: CreateFlags): CommandHandler {
  return (reader, context) => {
    const text = readView(reader)
    const known = context.database.views.get(text.name)
    // an existing view is kept even if its definition differs (materialized-view-create.md)
    if (known !== undefined && flags.ifNotExists) return showView(context, known)
    if (known !== undefined) throw entityExists('MaterializedView', text.name)
    const view = addView(context, text, flags.isAsync)
    return flags.isAsync
      ? asyncResult(context.operation('MaterializedViewCreateOrAlter'))
      : showView(context, view)
  }
}

export const createOrAlterView: CommandHandler = (reader, context) => {
  const text = readView(reader)
  const known = context.database.views.get(text.name)
  return showView(
    context,
    known === undefined ? addView(context, text, false) : changeView(context, known, text),
  )
}

export const alterView: CommandHandler = (reader, context): ResultTable => {
  const text = readView(reader)
  return showView(context, changeView(context, context.database.view(text.name), text))
}

function readView(reader: CommandReader): ViewText {
  const properties = reader.properties()
  const name = reader.name()
  reader.expect('on')
  if (reader.take('materialized-view'))
    throw notSupported('a materialized view over a materialized view')
  reader.expect('table')
  const source = reader.name()
  const query = reader.balanced('{', '}').slice(1, -1).trim()
  reader.end()
  checkProperties(properties)
  return { name, source, query, properties }
}

const PROPERTIES = new Set([
  'folder',
  'docstring',
  'backfill',
  'lookback',
  'autoupdateschema',
  'lookback_column',
])

function checkProperties(properties: ReadonlyMap<string, string>): void {
  for (const name of properties.keys()) {
    if (!PROPERTIES.has(name)) throw notSupported(`the materialized view property '${name}'`)
  }
}

function addView(context: CommandContext, text: ViewText, isAsync: boolean): Stored<ViewEntity> {
  const { database, workspace } = context
  if (database.tables.has(text.name)) throw entityExists('Table', text.name)
  checkName(text.name)
  const isBackfill = text.properties.get('backfill')?.toLowerCase() === 'true'
  if (isBackfill && !isAsync) throw badRequest('A materialized view with backfill needs `async`.')
  const source = database.table(text.source)
  const view = database.add('view', {
    name: text.name,
    source: source.name,
    query: text.query,
    folder: text.properties.get('folder') ?? '',
    docString: text.properties.get('docstring') ?? '',
    isEnabled: true,
    autoUpdateSchema: text.properties.get('autoupdateschema')?.toLowerCase() === 'true',
    effectiveDateTime: datetimeText(workspace.nowTicks()),
    lookback: text.properties.get('lookback') ?? '',
    policies: {},
    ...described(context, text),
  })
  createViewStorage(workspace.db, view.id, workspace.compiler.viewSql(database, view).stateColumns)
  // without backfill the view starts empty
  const sourceRow = isBackfill ? 0n : lastTableRow(workspace.db, source.id)
  writeWatermark(workspace.db, view.id, { sourceRow, stateRow: 0n, materializedTo: undefined })
  workspace.views.renewDelta(database, view)
  return view
}

/**
 * Rows that are already in the view stay as the old query made them (materialized-view-alter.md).
 */
function changeView(
  context: CommandContext,
  known: Stored<ViewEntity>,
  text: ViewText,
): Stored<ViewEntity> {
  if (text.source !== known.source)
    throw badRequest('The source table of a materialized view cannot change.')
  const { database, workspace } = context
  const before = workspace.compiler.viewSql(database, known).stateColumns
  const after: Stored<ViewEntity> = {
    ...known,
    query: text.query,
    folder: text.properties.get('folder') ?? known.folder,
    docString: text.properties.get('docstring') ?? known.docString,
    ...described(context, text),
  }
  const states = workspace.compiler.viewSql(database, after).stateColumns
  const isSame =
    JSON.stringify(known.columns) === JSON.stringify(after.columns) &&
    JSON.stringify(before) === JSON.stringify(states)
  if (!isSame) throw notSupported('altering the columns of a materialized view')
  workspace.views.materialize(database, known)
  return database.change('view', after)
}

function described(
  context: CommandContext,
  text: ViewText,
): Pick<ViewEntity, 'columns' | 'sourceColumns'> {
  const { database, workspace } = context
  if (!/\S/.test(text.query)) throw badRequest('The materialized view has no query.')
  const source = database.table(text.source)
  const sourceColumns = source.columns.map((column) => column.name)
  const columns = viewColumns(
    { query: text.query, sourceColumns },
    source,
    workspace.compiler.snapshot(database),
    (query, snapshot) => workspace.compiler.compileStatement(query, snapshot),
  )
  return { columns, sourceColumns }
}

export const dropView: CommandHandler = (reader, context) => {
  const ifExists = (): boolean => reader.take('ifexists')
  const name = reader.name()
  const isOptional = ifExists()
  reader.end()
  const known = context.database.views.get(name)
  if (known === undefined && isOptional) return showView(context)
  const view = known ?? context.database.view(name)
  dropViewStorage(context.workspace.db, view.id)
  context.database.remove('view', name)
  return showView(context)
}
