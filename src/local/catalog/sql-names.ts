import type { KustoType } from '../values/types.ts'

/** A name inside SQL, always quoted. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Hidden columns: `$` cannot start a Kusto name, so they never meet a column of the user's. */
export const INGESTION_TIME = '"$ingestion_time"'
/** When a query may see the row, in ticks; the moment of ingestion unless a delay is emulated. */
export const VISIBLE_AT = '"$visible_at"'
/**
 * Grows with every row and is never used twice: what a materialized view has seen is one number.
 */
export const ROW_NUMBER = '"$row"'

const STORAGE: Readonly<Record<KustoType, string>> = {
  string: "TEXT NOT NULL DEFAULT ''",
  long: 'INTEGER',
  int: 'INTEGER',
  real: 'REAL',
  decimal: 'TEXT',
  bool: 'INTEGER',
  datetime: 'INTEGER',
  timespan: 'INTEGER',
  guid: 'TEXT',
  dynamic: 'TEXT',
}

export function columnDefinition(name: string, type: KustoType): string {
  return `${sqlName(name)} ${STORAGE[type]}`
}
