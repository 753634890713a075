import type { Stored, TableEntity, ViewEntity } from '../catalog/entities.ts'
import { VISIBLE_OR_NOT } from '../catalog/relations.ts'
import { INGESTION_TIME, ROW_NUMBER, VISIBLE_AT } from '../catalog/sql-names.ts'
import { tableStorageName } from '../catalog/table-storage.ts'
import type { QueryMoments } from '../query/run-query.ts'
import type { SqliteDatabase } from '../sqlite/database.ts'
import type { ViewSql } from './view-relation.ts'
import {
  keyNames,
  lastRow,
  lastTableRow,
  readWatermark,
  viewStorageName,
  writeWatermark,
} from '../catalog/view-storage.ts'

/** A view with everything needed to maintain it. */
export interface ViewUpkeep {
  readonly db: SqliteDatabase
  readonly view: Stored<ViewEntity>
  readonly source: Stored<TableEntity>
  readonly sql: ViewSql
}

/**
 * Adds the states of the source's rows after a row number to the view's delta. The rows become
 * visible at one time, or are visible already.
 */
function addStates(
  { db, view, sql }: ViewUpkeep,
  after: bigint,
  visibleAt: bigint,
  seen: { readonly $visibleFrom: bigint; readonly $visibleTo: bigint } = VISIBLE_OR_NOT,
): void {
  const names = sql.stateColumns.map((column) => column.name).join(', ')
  db.run(
    `INSERT INTO ${viewStorageName(view.id)} (${VISIBLE_AT}, ${names}) SELECT :$visible, ${names} FROM (${sql.newStates})`,
    { $visible: visibleAt, $after: after, ...seen },
  )
}

/**
 * When the rows of one ingestion become visible one after another, and how much later in the view.
 */
interface Arriving {
  readonly visibleAt: readonly bigint[]
  readonly lagTicks: bigint
}

/** {@link addStates} for each time at which rows of one ingestion become visible. */
export function addStatesApart(upkeep: ViewUpkeep, after: bigint, arriving: Arriving): void {
  const moments = [...new Set(arriving.visibleAt)]
  const [first] = moments
  // without bounds if there is only one: the result is the same and SQLite compares less
  if (moments.length === 1 && first !== undefined) {
    addStates(upkeep, after, first + arriving.lagTicks)
    return
  }
  for (const at of moments) {
    addStates(upkeep, after, at + arriving.lagTicks, { $visibleFrom: at, $visibleTo: at })
  }
}

/**
 * Recreates the delta from the existing rows of the source: rows deleted before materialization
 * never appear.
 */
export function renewDelta(upkeep: ViewUpkeep, nowTicks: bigint): void {
  const { db, view, source } = upkeep
  const mark = readWatermark(db, view.id)
  db.run(`DELETE FROM ${viewStorageName(view.id)} WHERE ${ROW_NUMBER} > :row`, {
    row: mark.stateRow,
  })
  addStates(upkeep, mark.sourceRow, nowTicks, { $visibleFrom: 0n, $visibleTo: nowTicks })
  for (const at of heldMoments(db, source, { after: mark.sourceRow, nowTicks })) {
    addStates(upkeep, mark.sourceRow, at, { $visibleFrom: at, $visibleTo: at })
  }
}

/** The times at which invisible rows become visible. */
function heldMoments(
  db: SqliteDatabase,
  source: Stored<TableEntity>,
  since: { readonly after: bigint; readonly nowTicks: bigint },
): bigint[] {
  const rows = db.all(
    `SELECT DISTINCT ${VISIBLE_AT} FROM ${tableStorageName(source.id)}
     WHERE ${ROW_NUMBER} > :after AND ${VISIBLE_AT} > :now`,
    { after: since.after, now: since.nowTicks },
  )
  return rows.flatMap(([at]) => (typeof at === 'bigint' ? [at] : []))
}

/**
 * Materializes the delta: each key in it gets one merged state in place of its old ones. Other keys
 * are not read.
 *
 * @returns whether it did: it waits for invisible rows, which must not appear through the view
 */
export function materialize(upkeep: ViewUpkeep, moments: QueryMoments): boolean {
  const { db, view, source } = upkeep
  const stored = viewStorageName(view.id)
  const mark = readWatermark(db, view.id)
  const { nowTicks, seenTicks } = moments
  if (isHeld(db, tableStorageName(source.id), { after: mark.sourceRow, seenTicks })) return false
  if (isHeld(db, stored, { after: mark.stateRow, seenTicks })) return false
  const last = lastRow(db, stored)
  if (last > mark.stateRow) mergeTouched(upkeep, { from: mark.stateRow, last, nowTicks })
  const stateRow = lastRow(db, stored)
  const sourceRow = lastTableRow(db, source.id)
  writeWatermark(db, view.id, {
    // rows deleted at the end of the source must not move the mark back
    sourceRow: sourceRow > mark.sourceRow ? sourceRow : mark.sourceRow,
    stateRow: stateRow > mark.stateRow ? stateRow : mark.stateRow,
    materializedTo: nowTicks,
  })
  return true
}

/** Searches from the end, because the latest rows become visible last. */
function isHeld(
  db: SqliteDatabase,
  storage: string,
  since: { readonly after: bigint; readonly seenTicks: bigint },
): boolean {
  const [held] = db.all(
    `SELECT 1 FROM ${storage} WHERE ${ROW_NUMBER} > :after AND ${VISIBLE_AT} > :seen
     ORDER BY ${ROW_NUMBER} DESC LIMIT 1`,
    { after: since.after, seen: since.seenTicks },
  )
  return held !== undefined
}

interface Touched {
  /** States above this number are new. */
  readonly from: bigint
  readonly last: bigint
  readonly nowTicks: bigint
}

function mergeTouched({ db, view, sql }: ViewUpkeep, { from, last, nowTicks }: Touched): void {
  const statements = mergeStatements.get(sql) ?? mergeStatementsOf(view, sql)
  mergeStatements.set(sql, statements)
  db.run(statements.addMerged, { $now: nowTicks, $from: from })
  db.run(statements.removeOld, { $last: last })
}

interface MergeStatements {
  readonly addMerged: string
  readonly removeOld: string
}

/** Cached by view: its merge is KQL, and parsing that takes longer than merging a hundred rows. */
const mergeStatements = new WeakMap<ViewSql, MergeStatements>()

function mergeStatementsOf(view: Stored<ViewEntity>, sql: ViewSql): MergeStatements {
  const stored = viewStorageName(view.id)
  const names = sql.stateColumns.map((column) => column.name)
  const keys = keyNames(sql.stateColumns)
  const sameKey = (a: string, b: string): string =>
    keys.map((key) => `${a}.${key} IS ${b}.${key}`).join(' AND ')
  // without the index, whose order DISTINCT would prefer, the new states are found by their numbers
  // and the others are not scanned
  const touched = `(SELECT ${names.map((name) => `old.${name}`).join(', ')}, NULL AS ${INGESTION_TIME}
    FROM (SELECT DISTINCT ${keys.join(', ')} FROM ${stored} NOT INDEXED WHERE ${ROW_NUMBER} > :$from) AS fresh
    CROSS JOIN ${stored} AS old ON ${sameKey('old', 'fresh')}${sql.kept(`old.${VISIBLE_AT}`)})`
  const list = names.join(', ')
  return {
    // a view counts its own retention from the last materialization of a key
    // (materialized-view-policies.md)
    addMerged: `INSERT INTO ${stored} (${VISIBLE_AT}, ${list}) SELECT :$now, ${list} FROM (${sql.merge(touched)})`,
    removeOld: `DELETE FROM ${stored} WHERE ${ROW_NUMBER} IN (
       SELECT old.${ROW_NUMBER} FROM ${stored} AS new CROSS JOIN ${stored} AS old ON ${sameKey('old', 'new')}
       WHERE new.${ROW_NUMBER} > :$last AND old.${ROW_NUMBER} <= :$last)`,
  }
}
