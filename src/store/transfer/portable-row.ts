import { RawJson } from '../../tables/raw-json.ts'
import type { RefreshedRows } from '../queries/rows-to-refresh.ts'
import { UNPORTABLE_COLUMNS, type PortableValues } from './portable-thread.ts'
import type { StampRanks } from './stamp-ranks.ts'
import type { Stamp } from '../../tables/rows.ts'

/** A row with all of its columns, as it can be ingested. */
export type FullRow = RefreshedRows['rows'][number]

/** A row without its place (thread, incarnation, writer); the revision is a rank. */
export function portableValues(row: FullRow, ranks: StampRanks): PortableValues {
  const values: Record<string, string | number | boolean> = {}
  for (const [name, value] of Object.entries(row)) {
    const portable = UNPORTABLE_COLUMNS.has(name) ? undefined : portableValue(value)
    if (portable !== undefined) values[name] = portable
  }
  return { ...values, revision: ranks.of(stampOfRow(row)) }
}

export function stampOfRow(row: FullRow): Stamp {
  return { revision: numberIn(row, 'revision'), writer: textIn(row, 'writer') }
}

/**
 * The life of the thread to which the row belongs; rows from before the column use the revision.
 */
export function incarnationOfRow(row: FullRow): number {
  return numberIn(row, 'incarnation') || numberIn(row, 'revision')
}

export function textIn(row: FullRow, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : ''
}

export function numberIn(row: FullRow, column: string): number {
  const value = row[column]
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : 0
}

function portableValue(value: unknown): string | number | boolean | undefined {
  if (value instanceof RawJson) return value.text
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'string') return value === '' ? undefined : value
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined
}
