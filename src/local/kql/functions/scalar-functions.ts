import type { Expr, KustoType } from '../types.ts'

/** Gives the SQL of a call; the arguments' types are the analyzer's. */
export type ScalarFunction = (
  args: readonly Expr[],
  call: { readonly resultType: KustoType },
) => string

/** KQL's scalar functions by name; what is not here is refused by name. */
export const SCALAR_FUNCTIONS: ReadonlyMap<string, ScalarFunction> = new Map<
  string,
  ScalarFunction
>()
