import type { Catalog } from '../catalog/catalog.ts'
import type { DatabaseCatalog } from '../catalog/database-catalog.ts'
import type { Stored, ViewEntity } from '../catalog/entities.ts'
import { ParserNeeded } from '../failures/parser-needed.ts'
import { KustoError } from '../../kusto-error.ts'
import type { SqliteDatabase } from '../sqlite/database.ts'
import type { QueryCompiler } from './query-compiler.ts'
import { updatePolicies } from './update-policies.ts'

export interface CatalogChangesParts {
  readonly db: SqliteDatabase
  readonly catalog: Catalog
  readonly compiler: QueryCompiler
  /** Until then the compiler may throw `ParserNeeded`. */
  readonly isParserLoaded: () => boolean
}

/** Changes the catalog and the data together. */
export class CatalogChanges {
  readonly #parts: CatalogChangesParts
  /** Version of the catalog for which everything that ingestion runs was compiled. */
  #compiledAt: number | undefined

  constructor(parts: CatalogChangesParts) {
    this.#parts = parts
  }

  /** All or nothing: if `work` throws, neither the data nor the catalog has changed. */
  apply<T>(work: () => T): T {
    const { db, catalog } = this.#parts
    const { changes } = catalog
    try {
      return db.transaction(() => {
        const result = work()
        this.compileUpkeep()
        return result
      })
    } catch (error) {
      if (catalog.changes !== changes) catalog.reload()
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
    const { catalog, isParserLoaded } = this.#parts
    if (isParserLoaded() || this.#compiledAt === catalog.changes) return
    for (const database of catalog.databases) {
      for (const view of database.views.values()) this.#compileView(database, view)
      for (const { policies } of database.tables.values()) {
        const [policy] = updatePolicies(policies)
        if (policy !== undefined) throw new ParserNeeded(policy.query)
      }
    }
    this.#compiledAt = catalog.changes
  }

  /** A view that its source's columns no longer fit is disabled, not an error. */
  #compileView(database: DatabaseCatalog, view: Stored<ViewEntity>): void {
    try {
      this.#parts.compiler.viewSql(database, view)
    } catch (error) {
      if (!(error instanceof KustoError)) throw error
    }
  }
}
