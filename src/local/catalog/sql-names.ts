import type { KustoType } from '../values/types.ts'

/** A name in SQL, always quoted. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Hidden columns: no Kusto name starts with `$`, so they cannot collide with user columns. */
export const INGESTION_TIME = '"$ingestion_time"'
/** When queries may see the row, in ticks; the time of ingestion unless a delay is emulated. */
export const VISIBLE_AT = '"$visible_at"'
/**
 * Grows with every row and is never reused, so one number marks what a materialized view has seen.
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
