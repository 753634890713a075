import { KustoError } from '../../kusto-error.ts'
import { Catalog } from '../catalog/catalog.ts'
import type { DatabaseCatalog } from '../catalog/database-catalog.ts'
import type { Stored, TableEntity, ViewEntity } from '../catalog/entities.ts'
import { makeSnapshot } from './snapshot.ts'
import { badRequest } from '../failures/bad-request.ts'
import type { EngineQuery, QueryOutcome } from '../engine/engine.ts'
import { type ArrivalOf, ARRIVES_AT_ONCE } from '../emulation/delays/arrival.ts'
import { StreamingSchemas } from '../catalog/streaming-schemas.ts'
import { OperationLog } from './operation-log.ts'
import { runUpdatePolicies } from './update-policies.ts'
import { appendRows } from './append-rows.ts'
import type { CompiledQuery, CompiledStatement } from '../kql/compiled-query.ts'
import { placedInText } from '../kql/placed.ts'
import type { SchemaSnapshot } from '../kql/parser/schema-snapshot.ts'
import { softDeleteTicks } from '../catalog/retention.ts'
import { IngestionResources } from './ingestion-resources.ts'
import { QueryLog } from './query-log.ts'
import { type QueryMoments, runQuery } from '../query/run-query.ts'
import { sqlRows } from '../query/statement-rows.ts'
import type { SqliteDatabase, SqlParameters, SqlRow } from '../sqlite/database.ts'
import { TICKS_PER_MILLISECOND, ticksOfUnixMs } from '../values/ticks.ts'
import { addStatesApart, materialize, renewDelta, type ViewUpkeep } from '../views/materialize.ts'
import { lastTableRow, readWatermark, WATERMARKS_SCHEMA } from '../catalog/view-storage.ts'
import { type ViewSql, viewSql } from '../views/view-relation.ts'

export interface WorkspaceOptions {
  readonly compile: (text: string, snapshot: SchemaSnapshot) => CompiledQuery
  /** Unix milliseconds. */
  readonly clock: () => number
  /** Rows that a view may leave in its delta before an ingestion takes them in. */
  readonly maxDeltaRows: number
  /** How much later streaming ingestion knows of changes, in milliseconds. */
  readonly schemaCacheMs?: () => number
  /** How old a state queries may see at most, in milliseconds. */
  readonly stalestMs?: () => number
  /**
   * Called with a view whose source has new rows; true when the view takes them in at its own time.
   */
  readonly viewLags?: (view: ViewName) => boolean
}

export interface ViewName {
  readonly database: string
  readonly view: string
}

/** What queries, commands and ingestion share: the data, the catalog, plans and views. */
export class Workspace {
  readonly db: SqliteDatabase
  readonly catalog: Catalog
  readonly operations: OperationLog = new OperationLog()
  readonly queries: QueryLog = new QueryLog()
  /** Where clients of queued ingestion find the storage. */
  readonly ingestionResources: IngestionResources = new IngestionResources()
  /** What streaming ingestion knows of tables, mappings and policies. */
  readonly streamingSchemas: StreamingSchemas
  readonly #options: WorkspaceOptions
  /** Tables that an ingestion under way goes into, one through the update policy of the other. */
  readonly #filling = new Set<number>()
  readonly #snapshots = new WeakMap<
    DatabaseCatalog,
    { version: number; snapshot: SchemaSnapshot }
  >()
  readonly #viewSql = new WeakMap<Stored<ViewEntity>, { version: number; sql: ViewSql }>()

  constructor(db: SqliteDatabase, options: WorkspaceOptions) {
    this.db = db
    this.#options = options
    this.streamingSchemas = new StreamingSchemas({
      nowMs: options.clock,
      delayMs: options.schemaCacheMs ?? (() => 0),
    })
    db.exec(WATERMARKS_SCHEMA)
    this.catalog = new Catalog(db)
  }

  nowTicks(): bigint {
    return ticksOfUnixMs(this.#options.clock())
  }

  snapshot(database: DatabaseCatalog): SchemaSnapshot {
    const known = this.#snapshots.get(database)
    if (known?.version === database.version) return known.snapshot
    const snapshot = makeSnapshot(database, (view) => this.viewSql(database, view))
    this.#snapshots.set(database, { version: database.version, snapshot })
    return snapshot
  }

  query(
    database: DatabaseCatalog,
    request: Pick<EngineQuery, 'text' | 'parameters' | 'options'>,
    stalenessMs = 0,
  ): QueryOutcome {
    const compiled = this.#options.compile(request.text, this.snapshot(database))
    const nowTicks = this.nowTicks()
    const seenTicks = nowTicks - BigInt(Math.ceil(stalenessMs)) * TICKS_PER_MILLISECOND
    return placedInText(request.text, () =>
      runQuery(this.db, compiled, request, { nowTicks, seenTicks }),
    )
  }

  /** What a query's `set` statements say. */
  textOptions(database: DatabaseCatalog, text: string): Readonly<Record<string, unknown>> {
    return this.#options.compile(text, this.snapshot(database)).options
  }

  /** Compiles a text that is one tabular statement. */
  compileStatement(text: string, snapshot: SchemaSnapshot): CompiledStatement {
    const compiled = this.#options.compile(text, snapshot)
    const [statement, second] = compiled.statements
    if (statement === undefined || second !== undefined || compiled.parameters.length > 0) {
      throw badRequest('One tabular statement without query parameters is expected here.')
    }
    return statement
  }

  /** Refuses a text that cannot run in the database. */
  check(database: DatabaseCatalog, text: string): void {
    this.#options.compile(text, this.snapshot(database))
  }

  /** The rows of a statement as they lie in SQLite. */
  rows(statement: CompiledStatement, parameters: SqlParameters = {}): readonly SqlRow[] {
    const now = this.nowTicks()
    return sqlRows(this.db, statement, { $now: now, $seen: now, ...parameters })
  }

  viewSql(database: DatabaseCatalog, view: Stored<ViewEntity>): ViewSql {
    const known = this.#viewSql.get(view)
    if (known?.version === database.version) return known.sql
    const retentionTicks = softDeleteTicks(view.policies, database.entity.policies)
    const sql = viewSql(
      { view, source: database.table(view.source), retentionTicks },
      this.snapshot(database),
      (text, snapshot) => this.compileStatement(text, snapshot),
    )
    this.#viewSql.set(view, { version: database.version, sql })
    return sql
  }

  transaction(work: () => void): void {
    this.db.transaction(work)
  }

  /** All or nothing: when `work` throws, neither the data nor the catalog has changed. */
  change<T>(work: () => T): T {
    const { changes } = this.catalog
    try {
      return this.db.transaction(work)
    } catch (error) {
      if (this.catalog.changes !== changes) this.catalog.reload()
      throw error
    }
  }

  /** Adds rows and commits them, with what update policies and views make of them. */
  append(
    database: DatabaseCatalog,
    table: Stored<TableEntity>,
    rows: readonly SqlRow[],
    arrival: ArrivalOf = ARRIVES_AT_ONCE,
  ): void {
    if (this.#filling.has(table.id)) {
      throw badRequest(
        `The update policies of table '${table.name}' go in a circle.`,
        'UpdatePolicy_Cyclic_Update_Not_Allowed',
      )
    }
    this.#filling.add(table.id)
    try {
      this.#append(database, table, rows, arrival)
    } finally {
      this.#filling.delete(table.id)
    }
    for (const upkeep of this.#upkeepOn(database, table)) {
      const lagging = { database: database.name, view: upkeep.view.name }
      if (this.#options.viewLags?.(lagging) !== true) this.#materializeLarge(upkeep)
    }
  }

  #append(
    database: DatabaseCatalog,
    table: Stored<TableEntity>,
    rows: readonly SqlRow[],
    arrival: ArrivalOf,
  ): void {
    const nowMs = this.#options.clock()
    const ingestedAt = ticksOfUnixMs(nowMs)
    const { visibleMs, viewDeltaLagMs } = arrival(table.name, rows.length)
    const visibleAt = visibleMs.map((ms) => ticksOfUnixMs(Math.ceil(nowMs + ms)))
    const lagTicks = BigInt(Math.ceil(viewDeltaLagMs)) * TICKS_PER_MILLISECOND
    this.db.transaction(() => {
      const before = isReadOn(database, table) ? lastTableRow(this.db, table.id) : 0n
      appendRows(this.db, table, rows, { ingestedAt, visibleAt })
      for (const upkeep of this.#upkeepOn(database, table)) {
        addStatesApart(upkeep, before, { visibleAt, lagTicks })
      }
      runUpdatePolicies(this, database, { table, before, arrival })
    })
  }

  /** After rows of a table were deleted. */
  renewDeltas(database: DatabaseCatalog, table: Stored<TableEntity>): void {
    for (const upkeep of this.#upkeepOn(database, table)) renewDelta(upkeep, this.nowTicks())
  }

  /**
   * After a table's columns changed: a view that cannot be made of them any more is switched off,
   * as Kusto does (materialized-views-limitations.md); ingestion goes on without it.
   */
  disableBrokenViews(database: DatabaseCatalog, source: string): void {
    for (const view of database.viewsOn(source)) {
      try {
        this.viewSql(database, view)
      } catch (error) {
        if (!(error instanceof KustoError)) throw error
        database.change('view', { ...view, isEnabled: false })
      }
    }
  }

  renewDelta(database: DatabaseCatalog, view: Stored<ViewEntity>): void {
    renewDelta(this.#upkeep(database, view), this.nowTicks())
  }

  /** @returns whether it did; not while its source holds rows that no query may see yet */
  materialize(database: DatabaseCatalog, view: Stored<ViewEntity>): boolean {
    const upkeep = this.#upkeep(database, view)
    return this.db.transaction(() => materialize(upkeep, this.#moments()))
  }

  /** Of a query that sees the oldest state that any query may still see. */
  #moments(): QueryMoments {
    const nowTicks = this.nowTicks()
    const stalestMs = BigInt(Math.ceil(this.#options.stalestMs?.() ?? 0))
    return { nowTicks, seenTicks: nowTicks - stalestMs * TICKS_PER_MILLISECOND }
  }

  /** A view that is gone or switched off in the meantime has nothing to take in. */
  materializeNamed({ database: databaseName, view: viewName }: ViewName): boolean {
    const database = this.catalog.find(databaseName)
    const view = database?.views.get(viewName)
    if (database === undefined || view?.isEnabled !== true) return true
    return this.materialize(database, view)
  }

  /** Streaming ingestion takes every database's schema as it is now. */
  restartSchemas(): void {
    this.streamingSchemas.restart(this.catalog.databases)
  }

  #materializeLarge(upkeep: ViewUpkeep): void {
    const { view, source } = upkeep
    const waiting = lastTableRow(this.db, source.id) - readWatermark(this.db, view.id).sourceRow
    if (!view.isEnabled || waiting <= this.#options.maxDeltaRows) return
    this.db.transaction(() => {
      materialize(upkeep, this.#moments())
    })
  }

  /**
   * The views on a table; without those that a change of its columns has broken and switched off.
   */
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
    const source = database.table(view.source)
    return { db: this.db, view, source, sql: this.viewSql(database, view) }
  }
}

/** Whether a view or an update policy takes up the table's new rows. */
function isReadOn(database: DatabaseCatalog, table: TableEntity): boolean {
  if (database.viewsOn(table.name).length > 0) return true
  return [...database.tables.values()].some(({ policies }) => policies['update'] !== undefined)
}
