import type { Expr, KustoType } from '../types.ts'

/** Gives the SQL of an aggregate call, to stand in a select with or without `group by`. */
export type Aggregate = (args: readonly Expr[], call: { readonly resultType: KustoType }) => string

/** KQL's aggregates by name; `arg_max` and `arg_min` are the `summarize` operator's. */
export const AGGREGATES: ReadonlyMap<string, Aggregate> = new Map<string, Aggregate>()
