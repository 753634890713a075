import { randomUUID } from 'node:crypto'
import type { SqliteDatabase } from '../sqlite/database.ts'
import { datetimeText, TICKS_PER_DAY } from '../values/ticks.ts'
import type { QueuedOutcome } from './queued-source.ts'

/** Failures are shown for 14 days (kusto/management/ingestion-failures.md). */
const KEPT_TICKS: bigint = 14n * TICKS_PER_DAY

const SCHEMA = `CREATE TABLE IF NOT EXISTS "$ingestion_failures" (failed_at INTEGER NOT NULL, failure TEXT NOT NULL)`

export interface IngestionFailure {
  readonly operationId: string
  readonly rootActivityId: string
  readonly failedOn: string
  readonly database: string
  readonly table: string
  readonly sourceId: string
  readonly path: string
  readonly details: string
  readonly code: string
  readonly isPermanent: boolean
  readonly properties: string
}

type Failed = Extract<QueuedOutcome, { status: 'failed' }>

/** Failures of queued ingestion. */
export class IngestionFailures {
  readonly #db: SqliteDatabase

  constructor(db: SqliteDatabase) {
    this.#db = db
    db.exec(SCHEMA)
  }

  add(outcome: Failed, nowTicks: bigint): IngestionFailure {
    const { source } = outcome
    const failure = {
      operationId: randomUUID(),
      rootActivityId: randomUUID(),
      failedOn: datetimeText(nowTicks),
      database: source.database,
      table: source.table,
      sourceId: source.id,
      path: source.path,
      details: outcome.details,
      code: outcome.code,
      isPermanent: outcome.isPermanent,
      properties: JSON.stringify({
        Format: source.format,
        IngestionMappingReference: source.mapping,
      }),
    }
    this.#db.run('DELETE FROM "$ingestion_failures" WHERE failed_at < :oldest', {
      oldest: nowTicks - KEPT_TICKS,
    })
    this.#db.run('INSERT INTO "$ingestion_failures" VALUES (:at, :failure)', {
      at: nowTicks,
      failure: JSON.stringify(failure),
    })
    return failure
  }

  /** Oldest first. */
  since(nowTicks: bigint): readonly IngestionFailure[] {
    const rows = this.#db.all(
      'SELECT failure FROM "$ingestion_failures" WHERE failed_at >= :oldest ORDER BY failed_at, rowid',
      { oldest: nowTicks - KEPT_TICKS },
    )
    // written by add(), so it has this shape
    return rows.map(([text]): IngestionFailure => JSON.parse(String(text)))
  }
}
