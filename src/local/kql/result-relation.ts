import { plainText } from '../values/plain-text.ts'
import type { Column, KustoType } from '../values/types.ts'
import { ROW, rowsSql } from './constant-relations.ts'
import type { Relation as StoredRelation } from './parser/schema-snapshot.ts'
import { sqlLiteral, valueOfLiteral, type LiteralValue } from './relation/literals.ts'
import { columnsWithIds, INGESTION_TIME } from './relation/relation.ts'

/** A result as a relation that a query can read, with its rows in their order. */
export function resultRelation(
  name: string,
  columns: readonly Column[],
  rows: readonly (readonly unknown[])[],
): StoredRelation {
  const ids = columnsWithIds(columns).map(({ id }) => id)
  const values = rows.map((row) =>
    columns.map(({ type }, index) => sqlLiteral(valueOf(row[index], type))),
  )
  const select = rowsSql(values, ids)
  return {
    name,
    columns,
    sql: `(select *, null as ${INGESTION_TIME} from (${select}))`,
    rowOrder: ROW,
  }
}

function valueOf(value: unknown, type: KustoType): LiteralValue {
  if (type === 'string') return plainText(value)
  if (value === null || value === undefined) return null
  const text = type === 'dynamic' ? JSON.stringify(value) : plainText(value)
  return valueOfLiteral(`${type}(${text})`, type) ?? null
}
