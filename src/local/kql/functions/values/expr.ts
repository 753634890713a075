import type { KustoType } from '../../../values/types.ts'

/**
 * A scalar expression in SQL with Kusto's type. How SQLite stores each type: string as TEXT, never
 * null ('' is Kusto's missing string); long and int as INTEGER; real as REAL, NaN as the text
 * 'NaN'; bool as INTEGER 0/1; datetime and timespan as INTEGER ticks of 100 ns (datetime since
 * 0001-01-01); guid as lower-case TEXT; decimal as TEXT; dynamic as JSON text ('"a"' for the string
 * a, '1.0' kept as written). Kusto's null is SQL's NULL in all types but string.
 */
export interface Expr {
  readonly sql: string
  readonly type: KustoType
}
