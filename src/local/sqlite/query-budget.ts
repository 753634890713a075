import { KustoError } from '../../kusto-error.ts'
import type { SqlFunction } from './sql-function.ts'

/** What a query may take before it fails. */
export interface QueryBudget {
  readonly maxMs: number
  /** Rows of ranges, joins and expansions, of which one text can make any number. */
  readonly maxRows: number
}

interface Running extends QueryBudget {
  readonly endMs: number
  rowsLeft: number
}

/** Queries run one at a time, each without a pause. */
let running: Running | undefined

/** @throws KustoError when `work` takes more than the budget */
export function withinBudget<T>(budget: QueryBudget, work: () => T): T {
  const outer = running
  running = { ...budget, endMs: performance.now() + budget.maxMs, rowsLeft: budget.maxRows }
  try {
    return work()
  } finally {
    running = outer
  }
}

/**
 * `kql_running(rows)` stands where a query makes rows without end. It counts them, watches the
 * clock and is always true. SQLite's own calls cannot be interrupted through the drivers.
 */
export const RUNNING: SqlFunction = {
  name: 'kql_running',
  isVolatile: true,
  run: (rows = 1n) => {
    if (running === undefined) return true
    running.rowsLeft -= Number(rows)
    if (running.rowsLeft < 0) throw runaway(running)
    if (performance.now() > running.endMs) throw timedOut(running)
    return true
  },
}

/** concepts/runaway-queries.md */
function runaway({ maxRows }: QueryBudget): KustoError {
  return new KustoError(
    `Runaway query (E_RUNAWAY_QUERY). (message: 'The query makes more than ${maxRows} rows on its way, more than the local Kusto holds': ).`,
    { code: 'E_RUNAWAY_QUERY', status: 400, permanent: true },
  )
}

/** concepts/query-limits.md, "Limit on request execution time" */
function timedOut({ maxMs }: QueryBudget): KustoError {
  return new KustoError(
    `Request aborted due to timeout: it took longer than ${maxMs} ms (servertimeout).`,
    { code: 'Timeout', status: 504, permanent: false },
  )
}
