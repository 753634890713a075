import type { SqlFunction } from '../../sqlite/sql-function.ts'
import type { Expr, KustoType } from '../types.ts'
import { CONDITIONAL_FUNCTIONS } from './conditional-functions.ts'
import { CONVERSION_KQL_FUNCTIONS } from './conversion-functions.ts'
import { MATH_FUNCTIONS } from './math-functions.ts'

/** Gives the SQL of a call; the arguments' types are the analyzer's. */
export type ScalarFunction = (
  args: readonly Expr[],
  call: { readonly resultType: KustoType },
) => string

const ALL = [...CONDITIONAL_FUNCTIONS, ...CONVERSION_KQL_FUNCTIONS, ...MATH_FUNCTIONS]

/** KQL's scalar functions by name; what is not here is refused by name. */
export const SCALAR_FUNCTIONS: ReadonlyMap<string, ScalarFunction> = new Map(
  ALL.map(({ name, toSql }) => [name, toSql]),
)

/** The JavaScript functions that their SQL calls. */
export const SCALAR_SQL_FUNCTIONS: readonly SqlFunction[] = ALL.flatMap(
  ({ sqlFunctions }) => sqlFunctions,
)
