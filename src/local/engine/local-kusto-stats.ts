import type { Endpoint } from '../emulation/settings/endpoint.ts'
import type { FaultKind } from '../emulation/faults/fault-rule.ts'

/**
 * What an engine has done and holds. Counting rows reads every table: for tests and curiosity, not
 * for each request.
 */
export interface LocalKustoStats {
  /** Since the engine was opened, those refused included. */
  readonly requests: Readonly<Record<Endpoint, number>>
  /** Refused by a limit. */
  readonly throttled: number
  /** Queries answered from the results cache. */
  readonly cachedAnswers: number
  /** Queries answered with weak consistency. */
  readonly weakAnswers: number
  /** Faults given, by kind. */
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>
  /** Rows by table, `database.table`; those past their retention are still counted. */
  readonly rows: Readonly<Record<string, number>>
  /** Rows that are acknowledged and that no query sees yet. */
  readonly heldRows: number
}
