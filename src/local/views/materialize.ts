import type { Stored, TableEntity, ViewEntity } from '../catalog/entities.ts'
import { INGESTION_TIME } from '../catalog/sql-names.ts'
import type { SqliteDatabase } from '../sqlite/database.ts'
import type { ViewSql } from './view-relation.ts'
import {
  lastRow,
  readWatermark,
  RENEWED_AT,
  viewStorageName,
  writeWatermark,
} from './view-storage.ts'

/**
 * Takes the source's new rows into the materialized part: each key they touch gets one merged state in place of its old one.
 * Keys that they do not touch are not read.
 */
export function materialize(
  db: SqliteDatabase,
  view: Stored<ViewEntity>,
  source: Stored<TableEntity>,
  sql: ViewSql,
  nowTicks: bigint,
): void {
  db.transaction(() => {
    const mark = readWatermark(db, view.id)
    const row = Math.max(lastRow(db, source.id), mark.row)
    if (row > mark.row) renewStates(db, view.id, sql, nowTicks)
    writeWatermark(db, view.id, { row, materializedTo: nowTicks })
  })
}

function renewStates(db: SqliteDatabase, viewId: number, sql: ViewSql, nowTicks: bigint): void {
  const stored = viewStorageName(viewId)
  const columns = sql.stateColumns.map((column) => column.name)
  const list = columns.join(', ')
  const before = db.all(`SELECT max(rowid) FROM ${stored}`)[0]?.[0] ?? 0n
  const sameKey = (a: string, b: string): string =>
    columns
      .filter((name) => name.startsWith('k'))
      .map((key) => `${a}.${key} IS ${b}.${key}`)
      .join(' AND ')
  const touched = `SELECT ${columns.map((name) => `old.${name}`).join(', ')}, NULL AS ${INGESTION_TIME}
    FROM ${sql.delta} AS delta CROSS JOIN ${stored} AS old ON ${sameKey('old', 'delta')}`
  const states = `(${touched} UNION ALL SELECT ${list}, NULL FROM ${sql.delta})`
  db.run(
    `INSERT INTO ${stored} (${RENEWED_AT}, ${list}) SELECT :$now, ${list} FROM (${sql.merge(states)})`,
    { $now: nowTicks },
  )
  db.run(
    `DELETE FROM ${stored} WHERE rowid IN (
       SELECT old.rowid FROM ${stored} AS new CROSS JOIN ${stored} AS old ON ${sameKey('old', 'new')}
       WHERE new.rowid > :before AND old.rowid <= :before)`,
    { before },
  )
}
