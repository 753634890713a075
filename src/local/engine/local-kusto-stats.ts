import type { Endpoint } from '../emulation/settings/endpoint.ts'
import type { FaultKind } from '../emulation/faults/fault-rule.ts'

/**
 * Counts of an engine. Counting rows reads every table: for tests and inspection, not for each
 * request.
 */
export interface LocalKustoStats {
  /** Since the engine was opened, including rejected ones. */
  readonly requests: Readonly<Record<Endpoint, number>>
  /** Rejected by a limit. */
  readonly throttled: number
  /** Queries answered from the results cache. */
  readonly cachedAnswers: number
  /** Queries answered with weak consistency. */
  readonly weakAnswers: number
  /** Faults given, by kind. */
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>
  /** Rows by table, `database.table`, including those past their retention. */
  readonly rows: Readonly<Record<string, number>>
  /** Acknowledged rows that no query sees yet. */
  readonly heldRows: number
}
