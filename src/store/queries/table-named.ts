import type { KustoTable } from '../../kusto/kusto-client.ts'

/** By the names of its query plan. */
export function tableNamed(tables: readonly KustoTable[], name: string): KustoTable {
  const table = tables.find((candidate) => candidate.name === name)
  if (table === undefined) throw new Error(`The query has no result table named ${name}`)
  return table
}
