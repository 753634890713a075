import type { Column, KustoType } from '../../values/types.ts'
import type { Expr } from '../functions/values/expr.ts'

/**
 * Functions whose results the engine gives in another type than Microsoft's analyzer thinks, which
 * calls these int.
 */
export const ENGINE_TYPES: ReadonlyMap<string, KustoType> = new Map([
  ['datetime_part', 'long'],
  ['getyear', 'long'],
  ['hourofday', 'long'],
  ['monthofyear', 'long'],
])

/** The analyzer's columns in the engine's types. */
export function engineColumns(
  columns: readonly Column[],
  values: readonly Pick<Expr, 'type'>[],
): readonly Column[] {
  return columns.map((column, index) =>
    isWidened(column.type, values[index]?.type) ? { ...column, type: 'long' } : column,
  )
}

function isWidened(analyzer: KustoType, engine: KustoType | undefined): boolean {
  return analyzer === 'int' && engine === 'long'
}
