import type { DatabaseCatalog } from '../catalog/database-catalog.ts'
import type { Stored, ViewEntity } from '../catalog/entities.ts'
import { softDeleteTicks } from '../catalog/retention.ts'
import { badRequest } from '../failures/bad-request.ts'
import type { CompiledQuery, CompiledStatement } from '../kql/compiled-query.ts'
import { SchemaNeeded } from '../kql/parser/schema-needed.ts'
import type { SchemaSnapshot } from '../kql/parser/schema-snapshot.ts'
import { type ViewSql, viewSql } from '../views/view-relation.ts'
import { makeSnapshot } from './snapshot.ts'

export type CompileQuery = (text: string, snapshot: SchemaSnapshot) => CompiledQuery

/** Compiles KQL against a database's schema; schemas and views are kept until they change. */
export class QueryCompiler {
  readonly compile: CompileQuery
  readonly #snapshots = new WeakMap<
    DatabaseCatalog,
    { version: number; snapshot: SchemaSnapshot }
  >()
  readonly #viewSql = new WeakMap<Stored<ViewEntity>, { version: number; sql: ViewSql }>()

  constructor(compile: CompileQuery) {
    this.compile = compile
  }

  snapshot(database: DatabaseCatalog): SchemaSnapshot {
    const known = this.#snapshots.get(database)
    if (known?.version === database.version) return known.snapshot
    const snapshot = makeSnapshot(database, (view) => this.viewSql(database, view))
    this.#snapshots.set(database, { version: database.version, snapshot })
    return snapshot
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

  /** Compiles a text that is one tabular statement. */
  compileStatement(text: string, snapshot: SchemaSnapshot): CompiledStatement {
    const compiled = this.compile(text, snapshot)
    const [statement, second] = compiled.statements
    if (statement === undefined || second !== undefined || compiled.parameters.length > 0) {
      throw badRequest('Expected one tabular statement without query parameters.')
    }
    return statement
  }

  /** Rejects a text that cannot run in the database. */
  check(database: DatabaseCatalog, text: string): void {
    this.compile(text, this.snapshot(database))
  }

  /** The query's `set` statements. */
  textOptions(database: DatabaseCatalog, text: string): Readonly<Record<string, unknown>> {
    try {
      return this.compile(text, this.snapshot(database)).options
    } catch (error) {
      if (error instanceof SchemaNeeded) return error.options
      throw error
    }
  }
}
