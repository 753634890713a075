import type { Stored, TableEntity, ViewEntity } from '../catalog/entities.ts'
import { INGESTION_TIME, ROW_NUMBER, VISIBLE_AT } from '../catalog/sql-names.ts'
import type { SqliteDatabase } from '../sqlite/database.ts'
import type { ViewSql } from './view-relation.ts'
import {
  keyNames,
  lastRow,
  lastTableRow,
  readWatermark,
  viewStorageName,
  writeWatermark,
} from './view-storage.ts'

/** A view with all that its upkeep needs. */
export interface ViewUpkeep {
  readonly db: SqliteDatabase
  readonly view: Stored<ViewEntity>
  readonly source: Stored<TableEntity>
  readonly sql: ViewSql
}

/** Adds the states of the source's rows after a row number to the view's delta. */
export function addStates({ db, view, sql }: ViewUpkeep, after: bigint, visibleAt: bigint): void {
  const names = sql.stateColumns.map((column) => column.name).join(', ')
  db.run(
    `INSERT INTO ${viewStorageName(view.id)} (${VISIBLE_AT}, ${names}) SELECT :$visible, ${names} FROM (${sql.newStates})`,
    { $visible: visibleAt, $after: after },
  )
}

/** Makes the delta anew from the rows that the source still has: those deleted before they were taken in never show. */
export function renewDelta(upkeep: ViewUpkeep, nowTicks: bigint): void {
  const { db, view } = upkeep
  const mark = readWatermark(db, view.id)
  db.run(`DELETE FROM ${viewStorageName(view.id)} WHERE ${ROW_NUMBER} > :row`, {
    row: mark.stateRow,
  })
  addStates(upkeep, mark.sourceRow, nowTicks)
}

/**
 * Takes the delta into the materialized part: each key it touches gets one merged state in place of its old ones.
 * Keys that it does not touch are not read.
 */
export function materialize({ db, view, source, sql }: ViewUpkeep, nowTicks: bigint): void {
  const stored = viewStorageName(view.id)
  const mark = readWatermark(db, view.id)
  const last = lastRow(db, stored)
  if (last > mark.stateRow) mergeTouched({ db, view, source, sql }, mark.stateRow, last)
  const stateRow = lastRow(db, stored)
  const sourceRow = lastTableRow(db, source.id)
  writeWatermark(db, view.id, {
    // rows deleted at the end of the source must not move the mark back
    sourceRow: sourceRow > mark.sourceRow ? sourceRow : mark.sourceRow,
    stateRow: stateRow > mark.stateRow ? stateRow : mark.stateRow,
    materializedTo: nowTicks,
  })
}

function mergeTouched({ db, view, sql }: ViewUpkeep, stateRow: bigint, last: bigint): void {
  const stored = viewStorageName(view.id)
  const names = sql.stateColumns.map((column) => column.name)
  const keys = keyNames(sql.stateColumns)
  const sameKey = (a: string, b: string): string =>
    keys.map((key) => `${a}.${key} IS ${b}.${key}`).join(' AND ')
  const touched = `(SELECT ${names.map((name) => `old.${name}`).join(', ')}, NULL AS ${INGESTION_TIME}
    FROM (SELECT DISTINCT ${keys.join(', ')} FROM ${stored} WHERE ${ROW_NUMBER} > ${stateRow}) AS fresh
    CROSS JOIN ${stored} AS old ON ${sameKey('old', 'fresh')})`
  const list = names.join(', ')
  db.exec(
    `INSERT INTO ${stored} (${VISIBLE_AT}, ${list}) SELECT 0, ${list} FROM (${sql.merge(touched)})`,
  )
  db.exec(
    `DELETE FROM ${stored} WHERE ${ROW_NUMBER} IN (
       SELECT old.${ROW_NUMBER} FROM ${stored} AS new CROSS JOIN ${stored} AS old ON ${sameKey('old', 'new')}
       WHERE new.${ROW_NUMBER} > ${last} AND old.${ROW_NUMBER} <= ${last})`,
  )
}
