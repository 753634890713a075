import type { Expr } from './expr.ts'

/** The text of a string literal; undefined when the value is known in each row only. */
export function literalText({ sql }: Expr): string | undefined {
  return /^'(?:[^']|'')*'$/.test(sql) ? sql.slice(1, -1).replaceAll("''", "'") : undefined
}
