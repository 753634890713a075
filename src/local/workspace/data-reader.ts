import type { DatabaseCatalog } from '../catalog/database-catalog.ts'
import type { EngineQuery, QueryOutcome } from '../engine/engine.ts'
import { compileWithSchemas } from '../kql/compile-with-schemas.ts'
import type { CompiledStatement } from '../kql/compiled-query.ts'
import type { SchemaSnapshot } from '../kql/parser/schema-snapshot.ts'
import { withPlacesInText } from '../kql/place-errors.ts'
import { runQuery } from '../query/run-query.ts'
import { sqlRows } from '../query/statement-rows.ts'
import type { SqliteDatabase, SqlParameters, SqlRow } from '../sqlite/database.ts'
import { TICKS_PER_MILLISECOND } from '../values/ticks.ts'
import type { QueryCompiler } from './query-compiler.ts'

type QueryRequest = Pick<EngineQuery, 'text' | 'parameters' | 'options'>

export interface DataReaderParts {
  readonly db: SqliteDatabase
  readonly compiler: QueryCompiler
  readonly nowTicks: () => bigint
}

/** Runs queries on the data. */
export class DataReader {
  readonly #parts: DataReaderParts

  constructor(parts: DataReaderParts) {
    this.#parts = parts
  }

  query(database: DatabaseCatalog, request: QueryRequest, stalenessMs = 0): QueryOutcome {
    return this.queryOver(this.#parts.compiler.snapshot(database), request, stalenessMs)
  }

  /** The same over relations other than the database's own. */
  queryOver(snapshot: SchemaSnapshot, request: QueryRequest, stalenessMs = 0): QueryOutcome {
    const { db, compiler } = this.#parts
    const compiled = compileWithSchemas(
      request.text,
      (text) => compiler.compile(text, snapshot),
      (text) =>
        this.queryOver(snapshot, { ...request, text }, stalenessMs).tables.at(-1)?.rows ?? [],
    )
    const nowTicks = this.#parts.nowTicks()
    const seenTicks = nowTicks - BigInt(Math.ceil(stalenessMs)) * TICKS_PER_MILLISECOND
    return withPlacesInText(request.text, () =>
      runQuery(db, compiled, request, { nowTicks, seenTicks }),
    )
  }

  /** The rows of a statement as stored in SQLite. */
  rows(statement: CompiledStatement, parameters: SqlParameters = {}): readonly SqlRow[] {
    const now = this.#parts.nowTicks()
    return sqlRows(this.#parts.db, statement, { $now: now, $seen: now, ...parameters })
  }
}
