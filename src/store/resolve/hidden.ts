import { HIDING_IDX } from '../../tables/hidden-kql.ts'
import type { CheckpointRow, WriteRow } from '../../tables/rows.ts'
import { groupBy } from '../values/group-by.ts'
import { isNewer } from '../values/row-format.ts'

/**
 * Whether the row hides its checkpoint instead of being a pending write. It is unknown what a row
 * of a newer format does.
 */
export function isHiding(row: Pick<WriteRow, 'idx' | 'rowFormat'>): boolean {
  return row.idx === HIDING_IDX && !isNewer(row)
}

/** The last hiding revision by checkpoint. */
export function hidingRevisions(
  writes: readonly WriteRow[],
  keyOf: (row: WriteRow) => string,
): ReadonlyMap<string, number> {
  const hiding = groupBy(writes.filter(isHiding), keyOf)
  return new Map(
    [...hiding].map(([key, rows]) => [key, Math.max(...rows.map(({ revision }) => revision))]),
  )
}

/** A checkpoint that was put again after it was hidden is back. */
export function isHidden(
  { revision }: Pick<CheckpointRow, 'revision'>,
  hiddenAt: number | undefined,
): boolean {
  return hiddenAt !== undefined && revision <= hiddenAt
}
