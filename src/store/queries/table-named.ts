import type { KustoTable } from '../../kusto/kusto-client.ts'

/** Looks up tables by the names of the query plan. */
export function tableNamed(tables: readonly KustoTable[], name: string): KustoTable {
  const table = tables.find((candidate) => candidate.name === name)
  if (table === undefined) throw new Error(`The query has no result table named ${name}`)
  return table
}
