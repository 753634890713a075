import type { Expr } from './expr.ts'

/** The text of a string literal; undefined if the value is not constant. */
export function literalText({ sql }: Expr): string | undefined {
  return /^'(?:[^']|'')*'$/.test(sql) ? sql.slice(1, -1).replaceAll("''", "'") : undefined
}
