import type { Column, KustoType } from '../../values/types.ts'
import type { Expr } from '../functions/values/expr.ts'

/**
 * Functions whose results the engine gives in another type than Microsoft's analyzer thinks.
 */
export const ENGINE_TYPES: ReadonlyMap<string, KustoType> = new Map([
  ['ceiling', 'real'],
  ['datetime_part', 'long'],
  ['getyear', 'long'],
  ['hourofday', 'long'],
  ['jaccard_index', 'real'],
  ['monthofyear', 'long'],
])

/** The analyzer's columns in the types of the values that they hold. */
export function engineColumns(
  columns: readonly Column[],
  values: readonly Pick<Expr, 'type'>[],
): readonly Column[] {
  return columns.map((column, index) => ({ ...column, type: values[index]?.type ?? column.type }))
}
