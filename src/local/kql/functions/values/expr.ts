import type { KustoType } from '../../../values/types.ts'

/**
 * A scalar expression in SQL with Kusto's type. How a value of each type lies in SQLite: string
 * TEXT, never null ('' is Kusto's missing string); long, int INTEGER; real REAL, NaN as the text
 * 'NaN'; bool INTEGER 0/1; datetime and timespan INTEGER ticks of 100 ns (datetime since
 * 0001-01-01); guid lower-case TEXT; decimal TEXT; dynamic JSON text ('"a"' for the string a, '1.0'
 * kept as written). Kusto's null is SQL's NULL in all but string.
 */
export interface Expr {
  readonly sql: string
  readonly type: KustoType
}
