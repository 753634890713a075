import type { EngineQuery, QueryOutcome, ResultTable } from '../engine/engine.ts'
import type { CompiledQuery, CompiledStatement } from '../kql/compiled-query.ts'
import { bindParameters } from '../kql/parameters.ts'
import type { Column } from '../values/types.ts'
import type { SqliteDatabase, SqlRow } from '../sqlite/database.ts'
import { keepJsonText } from '../values/exact-json.ts'
import { toWire } from '../values/values.ts'
import {
  resultLimits,
  type ResultLimits,
  tooMuchMemory,
  TOO_LARGE_CODE,
  tooLargeMessage,
} from './result-limits.ts'
import { type ReadRows, sqlRowsUntil, statementRows } from './statement-rows.ts'
import { queryNow, requestOptions } from './request-options.ts'
import { serverTimeoutMs } from './server-timeout.ts'
import { withinBudget } from '../sqlite/query-budget.ts'

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
  const options = requestOptions({ ...compiled.options, ...request.options })
  const times = { $now: nowTicks, $seen: seenTicks, ...queryNow(options) }
  const parameters = { ...times, ...bindParameters(compiled.parameters, request.parameters) }
  const limits = resultLimits(options)
  const result = new BoundedResult(limits)
  withinBudget({ maxMs: serverTimeoutMs(options), maxRows: MAX_ROWS_MADE }, () => {
    for (const [statement, rows] of statementRows(db, compiled, parameters, bounded(limits))) {
      result.add(statement, rows)
      if (result.exceeded !== undefined) break
    }
  })
  return result.outcome()
}

/** Some ten seconds of this engine's time, and about a gigabyte when they are sorted. */
const MAX_ROWS_MADE = 20_000_000
/** Limits on a result that remain when the query lifts the others. */
const MAX_BYTES_HELD = 2 ** 29

/** Stops reading once a limit is passed. */
function bounded(limits: ResultLimits): ReadRows {
  return (db, statement, parameters) => {
    let rows = 0
    let bytes = 0
    return sqlRowsUntil(db, statement, parameters, (row) => {
      rows += 1
      bytes += bytesOf(row, limits)
      if (bytes > MAX_BYTES_HELD) throw tooMuchMemory(MAX_BYTES_HELD)
      return rows > limits.maxRows || bytes > limits.maxBytes || rows >= limits.takeRows
    })
  }
}

/** Without a limit on bytes only about: counting them takes as long as copying them. */
function bytesOf(row: SqlRow, { maxBytes }: ResultLimits): number {
  const textBytes =
    maxBytes === Infinity
      ? (text: string) => text.length
      : (text: string) => Buffer.byteLength(text)
  return row.reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? textBytes(value) : 8),
    0,
  )
}

/** Collects result tables until a limit is passed; the limits apply to all of them together. */
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
    this.#bytes += bytesOf(row, this.#limits)
    if (this.#rows > this.#limits.maxRows) this.exceeded = 'rows'
    else if (this.#bytes > this.#limits.maxBytes) this.exceeded = 'bytes'
  }
}

function wireRow(row: SqlRow, columns: readonly Column[]): unknown[] {
  const wire = row.map((value, index) => toWire(value, columns[index]?.type ?? 'string'))
  for (const [index, { type }] of columns.entries()) {
    const value = row[index]
    if (type === 'dynamic' && typeof value === 'string') keepJsonText(wire, index, value)
  }
  return wire
}
