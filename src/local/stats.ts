import { VISIBLE_AT } from './catalog/sql-names.ts'
import { tableStorageName } from './catalog/table-storage.ts'
import type { Emulation } from './emulation/emulation.ts'
import type { LocalKustoStats } from './engine/local-kusto-stats.ts'
import type { Workspace } from './workspace/workspace.ts'

type CountedData = Pick<Workspace, 'db' | 'catalog' | 'nowTicks' | 'resultsCache'>

export function statsOf(data: CountedData, emulation: Emulation): LocalKustoStats {
  const tables = data.catalog.databases.flatMap((database) =>
    [...database.tables.values()].map((table) => ({
      name: `${database.name}.${table.name}`,
      ...countRows(data, table.id),
    })),
  )
  return {
    requests: emulation.journal.counts,
    throttled: emulation.limits.throttled,
    cachedAnswers: data.resultsCache.given,
    weakAnswers: emulation.workload.weakAnswers,
    faults: emulation.faults.given,
    rows: Object.fromEntries(tables.map(({ name, all }) => [name, all])),
    heldRows: tables.reduce((sum, { held }) => sum + held, 0),
  }
}

function countRows(data: CountedData, tableId: number): { all: number; held: number } {
  const [all, held] =
    data.db.all(
      `SELECT count(*), count(*) FILTER (WHERE ${VISIBLE_AT} > :now) FROM ${tableStorageName(tableId)}`,
      { now: data.nowTicks() },
    )[0] ?? []
  return { all: Number(all ?? 0), held: Number(held ?? 0) }
}
