import { VISIBLE_AT } from './catalog/sql-names.ts'
import { tableStorageName } from './catalog/table-storage.ts'
import type { Emulation } from './emulation.ts'
import type { Endpoint } from './endpoint.ts'
import type { FaultKind } from './faults/fault-rule.ts'
import type { Workspace } from './workspace.ts'

/** What an engine has done and holds. Counting rows reads every table: for tests and curiosity, not for each request. */
export interface LocalKustoStats {
  /** Since the engine was opened, those refused included. */
  readonly requests: Readonly<Record<Endpoint, number>>
  /** Refused by a limit. */
  readonly throttled: number
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>
  /** Rows by table, `database.table`; those past their retention are still counted. */
  readonly rows: Readonly<Record<string, number>>
  /** Rows that are acknowledged and that no query sees yet. */
  readonly heldRows: number
}

export function statsOf(workspace: Workspace, emulation: Emulation): LocalKustoStats {
  const tables = workspace.catalog.databases.flatMap((database) =>
    [...database.tables.values()].map((table) => ({
      name: `${database.name}.${table.name}`,
      ...countRows(workspace, table.id),
    })),
  )
  return {
    requests: emulation.journal.counts,
    throttled: emulation.limits.throttled,
    faults: emulation.faults.given,
    rows: Object.fromEntries(tables.map(({ name, all }) => [name, all])),
    heldRows: tables.reduce((sum, { held }) => sum + held, 0),
  }
}

function countRows(workspace: Workspace, tableId: number): { all: number; held: number } {
  const [all, held] =
    workspace.db.all(
      `SELECT count(*), count(*) FILTER (WHERE ${VISIBLE_AT} > :now) FROM ${tableStorageName(tableId)}`,
      { now: workspace.nowTicks() },
    )[0] ?? []
  return { all: Number(all ?? 0), held: Number(held ?? 0) }
}
