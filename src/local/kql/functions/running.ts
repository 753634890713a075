import { chargeRows } from '../../sqlite/query-budget.ts'
import type { SqlFunction } from '../../sqlite/sql-function.ts'

/**
 * `kql_running(rows)` goes where a query could produce rows without end. It counts them, checks the
 * deadline and always returns true. The drivers cannot interrupt SQLite's own calls.
 */
export const RUNNING: SqlFunction = {
  name: 'kql_running',
  isVolatile: true,
  run: (rows = 1n) => {
    chargeRows(Number(rows))
    return true
  },
}
