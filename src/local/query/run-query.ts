import type { EngineQuery, QueryOutcome, ResultTable } from '../engine/engine.ts'
import type { CompiledQuery, CompiledStatement } from '../kql/compiled-query.ts'
import { bindParameters } from '../kql/parameters.ts'
import type { Column } from '../values/types.ts'
import type { SqliteDatabase, SqlRow } from '../sqlite/database.ts'
import { toWire } from '../values/values.ts'
import {
  resultLimits,
  type ResultLimits,
  TOO_LARGE_CODE,
  tooLargeMessage,
} from './result-limits.ts'
import { statementRows } from './statement-rows.ts'

/**
 * When a query starts, and the time of the state that it sees: an older one with weak consistency.
 */
export interface QueryMoments {
  readonly nowTicks: bigint
  readonly seenTicks: bigint
}

/**
 * Runs a compiled text; its statements see one state of the data, because nothing else runs in
 * between.
 */
export function runQuery(
  db: SqliteDatabase,
  compiled: CompiledQuery,
  request: Pick<EngineQuery, 'parameters' | 'options'>,
  moments: QueryMoments,
): QueryOutcome {
  const { nowTicks, seenTicks } = moments
  const times = { $now: nowTicks, $seen: seenTicks }
  const parameters = { ...times, ...bindParameters(compiled.parameters, request.parameters) }
  const limits = resultLimits({ ...compiled.options, ...request.options })
  const result = new BoundedResult(limits)
  for (const [statement, rows] of statementRows(db, compiled, parameters)) {
    result.add(statement, rows)
    if (result.exceeded !== undefined) break
  }
  return result.outcome()
}

/** Collects result tables up to the limits, which apply to all of them together. */
class BoundedResult {
  readonly #limits: ResultLimits
  readonly #tables: ResultTable[] = []
  #rows = 0
  #bytes = 0
  exceeded: 'rows' | 'bytes' | undefined

  constructor(limits: ResultLimits) {
    this.#limits = limits
  }

  add(statement: CompiledStatement, rows: readonly SqlRow[]): void {
    const kept: unknown[][] = []
    for (const row of rows.slice(0, this.#limits.takeRows)) {
      this.#count(row)
      if (this.exceeded !== undefined) break
      kept.push(wireRow(row, statement.columns))
    }
    this.#tables.push({ name: statement.name, columns: statement.columns, rows: kept })
  }

  outcome(): QueryOutcome {
    if (this.exceeded === undefined) return { tables: this.#tables }
    const message = tooLargeMessage(this.#limits, this.exceeded)
    return { tables: this.#tables, partialFailure: { code: TOO_LARGE_CODE, message } }
  }

  #count(row: SqlRow): void {
    this.#rows += 1
    for (const value of row) this.#bytes += typeof value === 'string' ? Buffer.byteLength(value) : 8
    if (this.#rows > this.#limits.maxRows) this.exceeded = 'rows'
    else if (this.#bytes > this.#limits.maxBytes) this.exceeded = 'bytes'
  }
}

function wireRow(row: SqlRow, columns: readonly Column[]): unknown[] {
  return row.map((value, index) => toWire(value, columns[index]?.type ?? 'string'))
}
