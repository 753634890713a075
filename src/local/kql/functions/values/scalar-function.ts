import type { Expr } from './expr.ts'
import type { KustoType } from '../../../values/types.ts'

/** Returns the SQL of a call. The arguments have the analyzer's types. */
export type ScalarFunction = (
  args: readonly Expr[],
  call: { readonly resultType: KustoType },
) => string
