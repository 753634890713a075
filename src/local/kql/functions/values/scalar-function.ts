import type { Expr } from './expr.ts'
import type { KustoType } from '../../../values/types.ts'

/** Gives the SQL of a call; the arguments' types are the analyzer's. */
export type ScalarFunction = (
  args: readonly Expr[],
  call: { readonly resultType: KustoType },
) => string
