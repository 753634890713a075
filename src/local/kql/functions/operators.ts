import type { Expr, KustoType } from '../types.ts'
import type { ScalarFunction } from './scalar-functions.ts'

/** KQL's binary operators by their text. */
export const BINARY_OPERATORS: ReadonlyMap<string, ScalarFunction> = new Map<
  string,
  ScalarFunction
>()

/** `-` and `+` (and `not`, should the parser make an operator of it). */
export const UNARY_OPERATORS: ReadonlyMap<string, ScalarFunction> = new Map<
  string,
  ScalarFunction
>()

export type ListOperator = 'in' | 'in~' | '!in' | '!in~' | 'has_any' | 'has_all'

/** `left in (a, b, c)` and its kin over scalar expressions; a single dynamic array in the list is expanded. */
export function inList(left: Expr, list: readonly Expr[], operator: ListOperator): string {
  return `kql_in_list(${[left.sql, ...list.map((e) => e.sql)].join(', ')}, '${operator}')`
}

/** `d["k"]`, `d.k`, `d[0]`, `d[-1]`: JSON text of the element, or NULL. */
export function elementAccess(base: Expr, key: Expr): string {
  return `kql_element(${base.sql}, ${key.sql})`
}

/** The implicit conversions that the analyzer allows, and the explicit ones (`tolong` and so on) too. */
export function convert(e: Expr, to: KustoType): string {
  return e.type === to ? e.sql : `kql_to_${to}(${e.sql})`
}
