import type { CommandHandler } from './command-context.ts'
import { alterView, createOrAlterView, createView, dropView } from './create-view.ts'
import { deleteViewRecords } from './delete-records.ts'
import { runPolicy, viewOwner, type PolicyVerb } from './policies.ts'
import { showOneView, showView, showViews } from './show-views.ts'
import { ROW_NUMBER } from '../catalog/sql-names.ts'
import { readWatermark, viewStorageName } from '../catalog/view-storage.ts'
import { resultTable } from './command-result.ts'

/** `<verb> materialized-view V policy …`; any others continue at the name. */
const policyOr =
  (verb: PolicyVerb, whole: CommandHandler): CommandHandler =>
  (reader, context) =>
    reader.peek(1)?.value.toLowerCase() === 'policy'
      ? runPolicy(reader, viewOwner(context, reader.name()), verb)
      : whole(reader, context)

const refuse: CommandHandler = (reader) => {
  reader.name()
  throw reader.refuse("'policy'")
}

/**
 * A disabled view does not materialize; by its name it stays fresh, because its delta grows
 * (materialized-view-enable-disable.md).
 */
const setEnabled =
  (isEnabled: boolean): CommandHandler =>
  (reader, context) => {
    const view = context.database.view(reader.name())
    reader.end()
    // a view that its source's columns no longer fit stays disabled
    if (isEnabled) context.workspace.views.renewDelta(context.database, view)
    return showView(context, context.database.change('view', { ...view, isEnabled }))
  }

/**
 * `.clear materialized-view V data`: only the materialized part (materialized-view-clear-data.md).
 */
const clearView: CommandHandler = (reader, context) => {
  const view = context.database.view(reader.name())
  reader.expect('data')
  reader.end()
  const { db } = context.workspace
  db.run(`DELETE FROM ${viewStorageName(view.id)} WHERE ${ROW_NUMBER} <= :row`, {
    row: readWatermark(db, view.id).stateRow,
  })
  return resultTable('Status:string', [['Succeeded']])
}

const setText =
  (property: 'folder' | 'docString'): CommandHandler =>
  (reader, context) => {
    const view = context.database.view(reader.name())
    reader.take(property)
    const text = reader.string()
    reader.end()
    return showView(context, context.database.change('view', { ...view, [property]: text }))
  }

const alter: CommandHandler = (reader, context) => {
  const next = reader.peek(1)?.value.toLowerCase()
  if (next === 'folder') return setText('folder')(reader, context)
  return next === 'docstring' ? setText('docString')(reader, context) : alterView(reader, context)
}

export const VIEW_COMMANDS: Readonly<Record<string, CommandHandler>> = {
  'create materialized-view': createView({ isAsync: false, ifNotExists: false }),
  'create async materialized-view': createView({ isAsync: true, ifNotExists: false }),
  'create ifnotexists materialized-view': createView({ isAsync: false, ifNotExists: true }),
  'create async ifnotexists materialized-view': createView({ isAsync: true, ifNotExists: true }),
  'create-or-alter materialized-view': createOrAlterView,
  'alter materialized-view': policyOr('alter', alter),
  'alter-merge materialized-view': policyOr('alter-merge', refuse),
  'delete materialized-view': policyOr('delete', deleteViewRecords(false)),
  'drop materialized-view': dropView,
  'enable materialized-view': setEnabled(true),
  'disable materialized-view': setEnabled(false),
  'clear materialized-view': clearView,
  'show materialized-view': policyOr('show', showOneView),
  'show materialized-views': showViews,
}
