import type { Column, KustoType } from '../../values/types.ts'
import type { Expr } from '../functions/values/expr.ts'

/** Functions whose result type in Kusto's engine differs from that in Microsoft's analyzer. */
export const ENGINE_TYPES: ReadonlyMap<string, KustoType> = new Map([
  ['ceiling', 'real'],
  ['datetime_part', 'long'],
  ['getyear', 'long'],
  ['hourofday', 'long'],
  ['jaccard_index', 'real'],
  ['monthofyear', 'long'],
])

/** The analyzer's columns with the types of their actual values. */
export function engineColumns(
  columns: readonly Column[],
  values: readonly Pick<Expr, 'type'>[],
): readonly Column[] {
  return columns.map((column, index) => ({ ...column, type: values[index]?.type ?? column.type }))
}
