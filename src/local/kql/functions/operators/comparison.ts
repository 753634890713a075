import type { Expr } from '../values/expr.ts'
import { convert } from '../values/conversions.ts'
import { comparable } from '../values/equality.ts'
import { semanticError } from '../values/refusal.ts'

type Order = '<' | '<=' | '>' | '>='

/** Null if an operand is null, false if one is NaN. */
export function inOrder(left: Expr, right: Expr, order: Order): string {
  const [a, b] = comparable(left, right)
  if (a.type === 'dynamic') return dynamicInOrder(left, right, order)
  if (a.type === 'decimal') return `(kql_compare_decimals(${a.sql}, ${b.sql}) ${order} 0)`
  const inSql = `${a.sql} ${order} ${b.sql}`
  // NaN is stored as text, which SQLite sorts after all numbers.
  return a.type === 'real' ? `(${inSql} AND ${a.sql} <> 'NaN' AND ${b.sql} <> 'NaN')` : `(${inSql})`
}

/**
 * A dynamic is compared in the type of the other side; with an integer as a real, because it may
 * hold a fraction.
 */
function dynamicInOrder(left: Expr, right: Expr, order: Order): string {
  const scalar = left.type === 'dynamic' ? right : left
  if (scalar.type === 'dynamic') {
    throw semanticError(
      `Cannot compare two dynamic values with ${order}. Try adding explicit casts.`,
    )
  }
  const type = scalar.type === 'long' || scalar.type === 'int' ? 'real' : scalar.type
  return inOrder({ type, sql: convert(left, type) }, { type, sql: convert(right, type) }, order)
}
