import { chargeRows } from '../../sqlite/query-budget.ts'
import type { SqlFunction } from '../../sqlite/sql-function.ts'

/**
 * `kql_running(rows)` stands where a query can make rows without end. It counts them, watches the
 * clock and is always true. SQLite's own calls cannot be interrupted through the drivers.
 */
export const RUNNING: SqlFunction = {
  name: 'kql_running',
  isVolatile: true,
  run: (rows = 1n) => {
    chargeRows(Number(rows))
    return true
  },
}
