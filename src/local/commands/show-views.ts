import type { Stored, ViewEntity } from '../catalog/entities.ts'
import type { ResultTable } from '../engine/engine.ts'
import { datetimeText } from '../values/ticks.ts'
import { readWatermark } from '../catalog/view-storage.ts'
import type { CommandContext, CommandHandler } from './command-context.ts'
import { resultTable } from './command-result.ts'

const SCHEMA =
  'Name:string,SourceTable:string,Query:string,MaterializedTo:datetime,LastRun:datetime,LastRunResult:string,' +
  'IsHealthy:bool,IsEnabled:bool,Folder:string,DocString:string,AutoUpdateSchema:bool,EffectiveDateTime:datetime,' +
  'Lookback:timespan,LookbackColumn:string'

/** A failing materialization fails the request that caused it, so there is nothing to list. */
const FAILURES =
  'Name:string,Timestamp:datetime,OperationId:string,LastSuccessRun:datetime,FailureKind:string,Details:string'

export const showViews: CommandHandler = (reader, context) => {
  reader.end()
  return showView(context, ...context.database.views.values())
}

export function showView(
  context: CommandContext,
  ...views: readonly Stored<ViewEntity>[]
): ResultTable {
  return resultTable(
    SCHEMA,
    views.map((view) => viewRow(context, view)),
  )
}

function viewRow(context: CommandContext, view: Stored<ViewEntity>): unknown[] {
  const { materializedTo } = readWatermark(context.workspace.db, view.id)
  const ran = materializedTo === undefined ? null : datetimeText(materializedTo)
  return [
    view.name,
    view.source,
    view.query,
    ran,
    ran,
    ran === null ? '' : 'Completed',
    // no materialization ever lags here: a failing one fails its caller
    view.isEnabled,
    view.isEnabled,
    view.folder,
    view.docString,
    view.autoUpdateSchema,
    view.effectiveDateTime,
    view.lookback === '' ? null : view.lookback,
    '',
  ]
}

/** `.show materialized-view V [failures]`. */
export const showOneView: CommandHandler = (reader, context) => {
  const view = context.database.view(reader.name())
  if (reader.take('failures')) {
    reader.end()
    return resultTable(FAILURES, [])
  }
  reader.end()
  return showView(context, view)
}
