import { definedAttributes, type Attributes } from './defined-attributes.ts'
import { DB_COLLECTION_NAME } from './semconv.ts'

const LABELS = new Map<string, Attributes>()

/** Returns the same object each time: tables are few, and every batch needs it. */
export function labelsOfTable(table: string): Attributes {
  const known = LABELS.get(table)
  if (known !== undefined) return known
  const made = definedAttributes([DB_COLLECTION_NAME, table])
  LABELS.set(table, made)
  return made
}
