import type { Catalog } from '../catalog/catalog.ts'
import type { DatabaseCatalog } from '../catalog/database-catalog.ts'
import type { Stored, TableEntity, ViewEntity } from '../catalog/entities.ts'
import { lastTableRow, readWatermark } from '../catalog/view-storage.ts'
import { KustoError } from '../../kusto-error.ts'
import type { QueryMoments } from '../query/run-query.ts'
import type { SqliteDatabase } from '../sqlite/database.ts'
import { TICKS_PER_MILLISECOND } from '../values/ticks.ts'
import { addStatesApart, materialize, renewDelta, type ViewUpkeep } from '../views/materialize.ts'
import type { QueryCompiler } from './query-compiler.ts'

export interface ViewName {
  readonly database: string
  readonly view: string
}

export interface ViewMaintenanceParts {
  readonly db: SqliteDatabase
  readonly catalog: Catalog
  readonly compiler: QueryCompiler
  readonly nowTicks: () => bigint
  /** Maximum rows in a view's delta before an ingestion materializes them. */
  readonly maxDeltaRows: number
  /** Maximum age of the state that queries see, in milliseconds. */
  readonly stalestMs: () => number
  /**
   * Called with a view whose source has new rows; true if the view materializes them at its own
   * time.
   */
  readonly viewLags: (view: ViewName) => boolean
}

/** Keeps materialized views up to date with their sources. */
export class ViewMaintenance {
  readonly #parts: ViewMaintenanceParts

  constructor(parts: ViewMaintenanceParts) {
    this.#parts = parts
  }

  /** @returns whether it did; it waits while its source holds invisible rows */
  materialize(database: DatabaseCatalog, view: Stored<ViewEntity>): boolean {
    const upkeep = this.#upkeep(database, view)
    return this.#parts.db.transaction(() => materialize(upkeep, this.#moments()))
  }

  /** A view that was dropped or disabled meanwhile has nothing to materialize. */
  materializeNamed({ database: databaseName, view: viewName }: ViewName): boolean {
    const database = this.#parts.catalog.find(databaseName)
    const view = database?.views.get(viewName)
    if (database === undefined || view?.isEnabled !== true) return true
    return this.materialize(database, view)
  }

  /** Call after an ingestion: materializes the views whose delta has become large. */
  materializeLargeDeltas(database: DatabaseCatalog, table: Stored<TableEntity>): void {
    for (const upkeep of this.#upkeepOn(database, table)) {
      const name = { database: database.name, view: upkeep.view.name }
      if (!this.#parts.viewLags(name)) this.#materializeLarge(upkeep)
    }
  }

  /**
   * Adds new rows to the deltas of the views on their table. Call it in their transaction.
   *
   * @param before - the last row number before them
   */
  addToDeltas(
    database: DatabaseCatalog,
    table: Stored<TableEntity>,
    before: bigint,
    times: Parameters<typeof addStatesApart>[2],
  ): void {
    for (const upkeep of this.#upkeepOn(database, table)) addStatesApart(upkeep, before, times)
  }

  /** Call after deleting rows of a table. */
  renewDeltas(database: DatabaseCatalog, table: Stored<TableEntity>): void {
    const nowTicks = this.#parts.nowTicks()
    for (const upkeep of this.#upkeepOn(database, table)) renewDelta(upkeep, nowTicks)
  }

  renewDelta(database: DatabaseCatalog, view: Stored<ViewEntity>): void {
    renewDelta(this.#upkeep(database, view), this.#parts.nowTicks())
  }

  /**
   * Call after a table's columns changed: disables views that they no longer fit, like Kusto
   * (materialized-views-limitations.md); ingestion continues without them.
   */
  disableBrokenViews(database: DatabaseCatalog, source: string): void {
    for (const view of database.viewsOn(source)) {
      try {
        this.#parts.compiler.viewSql(database, view)
      } catch (error) {
        if (!(error instanceof KustoError)) throw error
        database.change('view', { ...view, isEnabled: false })
      }
    }
  }

  /** The oldest state that any query may still see. */
  #moments(): QueryMoments {
    const nowTicks = this.#parts.nowTicks()
    const stalestMs = BigInt(Math.ceil(this.#parts.stalestMs()))
    return { nowTicks, seenTicks: nowTicks - stalestMs * TICKS_PER_MILLISECOND }
  }

  #materializeLarge(upkeep: ViewUpkeep): void {
    const { db, maxDeltaRows } = this.#parts
    const { view, source } = upkeep
    const waiting = lastTableRow(db, source.id) - readWatermark(db, view.id).sourceRow
    if (!view.isEnabled || waiting <= maxDeltaRows) return
    db.transaction(() => {
      materialize(upkeep, this.#moments())
    })
  }

  /** The views on a table, without those that a change of its columns has disabled. */
  #upkeepOn(database: DatabaseCatalog, table: Stored<TableEntity>): ViewUpkeep[] {
    return database.viewsOn(table.name).flatMap((view) => {
      try {
        return [this.#upkeep(database, view)]
      } catch (error) {
        if (error instanceof KustoError && !view.isEnabled) return []
        throw error
      }
    })
  }

  #upkeep(database: DatabaseCatalog, view: Stored<ViewEntity>): ViewUpkeep {
    const { db, compiler } = this.#parts
    const source = database.table(view.source)
    return { db, view, source, sql: compiler.viewSql(database, view) }
  }
}
