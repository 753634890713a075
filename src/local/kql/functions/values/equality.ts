import type { KustoType } from '../../../values/types.ts'
import type { Expr } from './expr.ts'
import type { SqlFunction } from '../../../sqlite/sql-function.ts'
import { convert } from './conversions.ts'
import { compareDecimals } from '../../../values/decimal.ts'
import { semanticError } from './refusal.ts'
import { scalarOfDynamic } from './scalar-of-dynamic.ts'

const LITERAL = /^(?:-?\d+(?:\.\d+)?|'(?:[^']|'')*')$/
const NUMERIC: readonly KustoType[] = ['long', 'int', 'real', 'decimal', 'bool']

/** Dynamics are compared by value: `1` equals `1.0`. */
export const EQUALITY_FUNCTIONS: readonly SqlFunction[] = [
  {
    name: 'kql_same_dynamic',
    run: (left = null, right = null) =>
      left === null || right === null ? null : sameDynamic(String(left), String(right)),
  },
  {
    name: 'kql_compare_decimals',
    run: (left = null, right = null) =>
      left === null || right === null ? null : BigInt(compareDecimals(String(left), String(right))),
  },
]

/**
 * One null gives false, two nulls null — scalar-data-types/null-values.md. A plain `=` if neither
 * side can be null.
 */
export function equal(left: Expr, right: Expr): string {
  const [a, b] = comparable(left, right)
  if (a.type === 'string') return `(${a.sql} = ${b.sql})`
  if (a.type === 'real') return nullsDecided(a, b, `${a.sql} = ${b.sql} AND ${a.sql} <> 'NaN'`)
  if (a.type === 'decimal')
    return nullsDecided(a, b, `kql_compare_decimals(${a.sql}, ${b.sql}) = 0`)
  if ([left.type, right.type].includes('string') && a.type === 'dynamic') {
    // as strings both have a value, because a null string is '' — docs/TRANSLATION.md, R17, of
    // mmaitre314/duckdb-kql
    return `kql_same_dynamic(ifnull(${a.sql}, '""'), ifnull(${b.sql}, '""'))`
  }
  if (a.type === 'dynamic') return nullsDecided(a, b, `kql_same_dynamic(${a.sql}, ${b.sql})`)
  if (isLiteral(a) || isLiteral(b)) return `(${a.sql} IS ${b.sql})`
  return nullsDecided(a, b, `${a.sql} = ${b.sql}`)
}

/** One null gives true, two nulls null. */
export function notEqual(left: Expr, right: Expr): string {
  return `(NOT ${equal(left, right)})`
}

/** Converts both operands to one type, if Kusto can compare them at all. */
export function comparable(left: Expr, right: Expr): readonly [Expr, Expr] {
  if (left.type === right.type) return [left, right]
  const common = commonType(left.type, right.type)
  if (common === undefined) {
    throw semanticError(
      `Cannot compare values of types ${left.type} and ${right.type}. Try adding explicit casts.`,
    )
  }
  return [converted(left, common), converted(right, common)]
}

export function isLiteral(e: Expr): boolean {
  return LITERAL.test(e.sql)
}

export function sameDynamic(left: string, right: string): boolean {
  if (left === right) return true
  const a = scalarOfDynamic(left)
  const b = scalarOfDynamic(right)
  if (a === undefined || b === undefined) return false
  return isNumeric(a) && isNumeric(b) ? Number(a) === Number(b) : a === b
}

function isNumeric(held: unknown): boolean {
  return typeof held === 'bigint' || typeof held === 'number'
}

function commonType(left: KustoType, right: KustoType): KustoType | undefined {
  const types = [left, right]
  if (types.includes('dynamic')) return 'dynamic'
  if (types.every((type) => NUMERIC.includes(type))) {
    return (['decimal', 'real'] as const).find((type) => types.includes(type)) ?? 'long'
  }
  return types.includes('guid') && types.includes('string') ? 'guid' : undefined
}

function converted(e: Expr, type: KustoType): Expr {
  return { type, sql: convert(e, type) }
}

function nullsDecided(a: Expr, b: Expr, comparison: string): string {
  const decided = `ifnull(${comparison}, 0)`
  return isLiteral(a) || isLiteral(b)
    ? `(${decided})`
    : `(CASE WHEN ${a.sql} IS NULL AND ${b.sql} IS NULL THEN NULL ELSE ${decided} END)`
}
