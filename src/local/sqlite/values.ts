import type { KustoType } from '../kql/types.ts'
import type { SqlValue } from './database.ts'

/** A value from SQLite as `ResultTable.rows` carries it. */
export function toWire(value: SqlValue, type: KustoType): unknown {
  return type === 'dynamic' && typeof value === 'string' ? JSON.parse(value) : value
}

/** A JSON value as an ingested column takes it: what cannot be read becomes null. */
export function toSql(value: unknown, type: KustoType): SqlValue {
  return type === 'string' ? String(value ?? '') : null
}
