import type { DatabaseCatalog } from '../catalog/database-catalog.ts'
import type { Stored, TableEntity } from '../catalog/entities.ts'
import { lastTableRow } from '../catalog/view-storage.ts'
import { type ArrivalOf, ARRIVES_AT_ONCE } from '../emulation/delays/arrival.ts'
import { badRequest } from '../failures/bad-request.ts'
import type { SqliteDatabase, SqlRow } from '../sqlite/database.ts'
import { TICKS_PER_MILLISECOND, ticksOfUnixMs } from '../values/ticks.ts'
import { appendRows } from './append-rows.ts'
import type { DataReader } from './data-reader.ts'
import type { QueryCompiler } from './query-compiler.ts'
import { runUpdatePolicies } from './update-policies.ts'
import type { ViewMaintenance } from './view-maintenance.ts'

export interface TableAppenderParts {
  readonly db: SqliteDatabase
  readonly compiler: QueryCompiler
  readonly reader: DataReader
  readonly views: ViewMaintenance
  readonly nowMs: () => number
}

/** Appends rows to tables, together with the results of update policies and views. */
export class TableAppender {
  readonly #parts: TableAppenderParts
  /** Tables of running ingestions, each through the update policy of the one before. */
  readonly #filling = new Set<number>()

  constructor(parts: TableAppenderParts) {
    this.#parts = parts
  }

  /** Commits all or nothing. */
  append(
    database: DatabaseCatalog,
    table: Stored<TableEntity>,
    rows: readonly SqlRow[],
    arrival: ArrivalOf = ARRIVES_AT_ONCE,
  ): void {
    if (this.#filling.has(table.id)) {
      throw badRequest(
        `The update policies of table '${table.name}' form a cycle.`,
        'UpdatePolicy_Cyclic_Update_Not_Allowed',
      )
    }
    this.#filling.add(table.id)
    try {
      this.#append(database, table, rows, arrival)
    } finally {
      this.#filling.delete(table.id)
    }
    this.#parts.views.materializeLargeDeltas(database, table)
  }

  #append(
    database: DatabaseCatalog,
    table: Stored<TableEntity>,
    rows: readonly SqlRow[],
    arrival: ArrivalOf,
  ): void {
    const { db, compiler, reader, views } = this.#parts
    const nowMs = this.#parts.nowMs()
    const ingestedAt = ticksOfUnixMs(nowMs)
    const { visibleMs, viewDeltaLagMs } = arrival(table.name, rows.length)
    const visibleAt = visibleMs.map((ms) => ticksOfUnixMs(Math.ceil(nowMs + ms)))
    const lagTicks = BigInt(Math.ceil(viewDeltaLagMs)) * TICKS_PER_MILLISECOND
    db.transaction(() => {
      const before = isReadOn(database, table) ? lastTableRow(db, table.id) : 0n
      appendRows(db, table, rows, { ingestedAt, visibleAt })
      views.addToDeltas(database, table, before, { visibleAt, lagTicks })
      const policyParts = { db, compiler, reader, appender: this }
      runUpdatePolicies(policyParts, database, { table, before, arrival })
    })
  }
}

/** Whether a view or an update policy uses the table's new rows. */
function isReadOn(database: DatabaseCatalog, table: TableEntity): boolean {
  if (database.viewsOn(table.name).length > 0) return true
  return [...database.tables.values()].some(({ policies }) => policies['update'] !== undefined)
}
