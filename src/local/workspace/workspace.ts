import { compileWithSchemas } from '../kql/compile-with-schemas.ts'
import { SchemaNeeded } from '../kql/parser/schema-needed.ts'
import { KustoError } from '../../kusto-error.ts'
import { Catalog } from '../catalog/catalog.ts'
import type { DatabaseCatalog } from '../catalog/database-catalog.ts'
import type { Stored, TableEntity, ViewEntity } from '../catalog/entities.ts'
import { makeSnapshot } from './snapshot.ts'
import { badRequest } from '../failures/bad-request.ts'
import { ParserNeeded } from '../failures/parser-needed.ts'
import type { EngineQuery, QueryOutcome } from '../engine/engine.ts'
import { type ArrivalOf, ARRIVES_AT_ONCE } from '../emulation/delays/arrival.ts'
import { StreamingSchemas } from '../catalog/streaming-schemas.ts'
import { OperationLog } from './operation-log.ts'
import { runUpdatePolicies, updatePolicies } from './update-policies.ts'
import { appendRows } from './append-rows.ts'
import type { CompiledQuery, CompiledStatement } from '../kql/compiled-query.ts'
import { withPlacesInText } from '../kql/place-errors.ts'
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
  /** Until then `compile` may throw `ParserNeeded`. */
  readonly isParserLoaded: () => boolean
  /** Unix milliseconds. */
  readonly clock: () => number
  /** Maximum rows in a view's delta before an ingestion materializes them. */
  readonly maxDeltaRows: number
  /** How much later streaming ingestion sees changes, in milliseconds. */
  readonly schemaCacheMs?: () => number
  /** Maximum age of the state that queries see, in milliseconds. */
  readonly stalestMs?: () => number
  /**
   * Called with a view whose source has new rows; true if the view materializes them at its own
   * time.
   */
  readonly viewLags?: (view: ViewName) => boolean
}

export interface ViewName {
  readonly database: string
  readonly view: string
}

/** The state shared by queries, commands and ingestion: the data, the catalog, plans and views. */
export class Workspace {
  readonly db: SqliteDatabase
  readonly catalog: Catalog
  readonly operations: OperationLog = new OperationLog()
  readonly queries: QueryLog = new QueryLog()
  /** The storage for clients of queued ingestion. */
  readonly ingestionResources: IngestionResources = new IngestionResources()
  /** The tables, mappings and policies that streaming ingestion sees. */
  readonly streamingSchemas: StreamingSchemas
  readonly #options: WorkspaceOptions
  /** Tables of running ingestions, each through the update policy of the one before. */
  readonly #filling = new Set<number>()
  readonly #snapshots = new WeakMap<
    DatabaseCatalog,
    { version: number; snapshot: SchemaSnapshot }
  >()
  /** Version of the catalog for which everything that ingestion runs was compiled. */
  #compiledAt: number | undefined
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
    return this.queryOver(this.snapshot(database), request, stalenessMs)
  }

  /** The same over relations other than the database's own. */
  queryOver(
    snapshot: SchemaSnapshot,
    request: Pick<EngineQuery, 'text' | 'parameters' | 'options'>,
    stalenessMs = 0,
  ): QueryOutcome {
    const compiled = compileWithSchemas(
      request.text,
      (text) => this.#options.compile(text, snapshot),
      (text) =>
        this.queryOver(snapshot, { ...request, text }, stalenessMs).tables.at(-1)?.rows ?? [],
    )
    const nowTicks = this.nowTicks()
    const seenTicks = nowTicks - BigInt(Math.ceil(stalenessMs)) * TICKS_PER_MILLISECOND
    return withPlacesInText(request.text, () =>
      runQuery(this.db, compiled, request, { nowTicks, seenTicks }),
    )
  }

  /** The query's `set` statements. */
  textOptions(database: DatabaseCatalog, text: string): Readonly<Record<string, unknown>> {
    try {
      return this.#options.compile(text, this.snapshot(database)).options
    } catch (error) {
      if (error instanceof SchemaNeeded) return error.options
      throw error
    }
  }

  /** Compiles a text that is one tabular statement. */
  compileStatement(text: string, snapshot: SchemaSnapshot): CompiledStatement {
    const compiled = this.#options.compile(text, snapshot)
    const [statement, second] = compiled.statements
    if (statement === undefined || second !== undefined || compiled.parameters.length > 0) {
      throw badRequest('Expected one tabular statement without query parameters.')
    }
    return statement
  }

  /** Rejects a text that cannot run in the database. */
  check(database: DatabaseCatalog, text: string): void {
    this.#options.compile(text, this.snapshot(database))
  }

  /** The rows of a statement as stored in SQLite. */
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

  /** All or nothing: if `work` throws, neither the data nor the catalog has changed. */
  change<T>(work: () => T): T {
    const { changes } = this.catalog
    try {
      return this.db.transaction(() => {
        const result = work()
        this.compileUpkeep()
        return result
      })
    } catch (error) {
      if (this.catalog.changes !== changes) this.catalog.reload()
      throw error
    }
  }

  /**
   * Compiles the changed queries that ingestion and materialization run, because those cannot wait
   * for the parser.
   *
   * @throws ParserNeeded if the parser is needed and not loaded
   */
  compileUpkeep(): void {
    const { isParserLoaded } = this.#options
    if (isParserLoaded() || this.#compiledAt === this.catalog.changes) return
    for (const database of this.catalog.databases) {
      for (const view of database.views.values()) this.#compileView(database, view)
      for (const { policies } of database.tables.values()) {
        const [policy] = updatePolicies(policies)
        if (policy !== undefined) throw new ParserNeeded(policy.query)
      }
    }
    this.#compiledAt = this.catalog.changes
  }

  /** A view that its source's columns no longer fit is disabled, not an error. */
  #compileView(database: DatabaseCatalog, view: Stored<ViewEntity>): void {
    try {
      this.viewSql(database, view)
    } catch (error) {
      if (!(error instanceof KustoError)) throw error
    }
  }

  /** Appends rows and commits them, together with the results of update policies and views. */
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

  /** Call after deleting rows of a table. */
  renewDeltas(database: DatabaseCatalog, table: Stored<TableEntity>): void {
    for (const upkeep of this.#upkeepOn(database, table)) renewDelta(upkeep, this.nowTicks())
  }

  /**
   * Call after a table's columns changed: disables views that they no longer fit, like Kusto
   * (materialized-views-limitations.md); ingestion continues without them.
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

  /** @returns whether it did; it waits while its source holds invisible rows */
  materialize(database: DatabaseCatalog, view: Stored<ViewEntity>): boolean {
    const upkeep = this.#upkeep(database, view)
    return this.db.transaction(() => materialize(upkeep, this.#moments()))
  }

  /** The oldest state that any query may still see. */
  #moments(): QueryMoments {
    const nowTicks = this.nowTicks()
    const stalestMs = BigInt(Math.ceil(this.#options.stalestMs?.() ?? 0))
    return { nowTicks, seenTicks: nowTicks - stalestMs * TICKS_PER_MILLISECOND }
  }

  /** A view that was dropped or disabled meanwhile has nothing to materialize. */
  materializeNamed({ database: databaseName, view: viewName }: ViewName): boolean {
    const database = this.catalog.find(databaseName)
    const view = database?.views.get(viewName)
    if (database === undefined || view?.isEnabled !== true) return true
    return this.materialize(database, view)
  }

  /** Shows streaming ingestion every database's current schema. */
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
    const source = database.table(view.source)
    return { db: this.db, view, source, sql: this.viewSql(database, view) }
  }
}

/** Whether a view or an update policy uses the table's new rows. */
function isReadOn(database: DatabaseCatalog, table: TableEntity): boolean {
  if (database.viewsOn(table.name).length > 0) return true
  return [...database.tables.values()].some(({ policies }) => policies['update'] !== undefined)
}
