import { textMatchFunction } from '../functions/operators/in-list.ts'
import { convert } from '../functions/operators/operators.ts'
import { TEXT_MATCHES } from '../functions/values/string-matching.ts'
import type { Expr } from '../functions/values/expr.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import { unsupported } from '../parser/unsupported.ts'
import type { RowContext } from './translation.ts'

/** Matched by a column's text; `matches regex` is no term operator. */
function functionOf(operator: string): string | undefined {
  if (operator === 'matches regex') return textMatchFunction('matches_regex')
  return TEXT_MATCHES.has(operator) ? textMatchFunction(operator) : undefined
}

/**
 * `* has "term"`: whether any column matches — where-operator.md. No page says whether columns
 * other than strings and dynamics count, so a row in which only such a column matches is rejected
 * when the query runs.
 */
export function anyColumn(
  operator: string,
  sought: Expr,
  { node, row }: { readonly node: KqlNode; readonly row: RowContext },
): Expr {
  const name = functionOf(operator)
  if (name === undefined) throw unsupported(`'*' with the operator ${operator}`, node)
  const text = convert(sought, 'string')
  const { columns } = row.rows.input
  row.rows.isNamed = true
  const matches = (isText: boolean): string[] =>
    columns
      .filter(({ type }) => (type === 'string' || type === 'dynamic') === isText)
      .map(({ id, type }) => `${name}(${convert({ sql: id, type }, 'string')}, ${text})`)
  const [texts, others] = [matches(true), matches(false)]
  const found = texts.length === 0 ? '0' : `(${texts.join(' OR ')})`
  if (others.length === 0) return { sql: found, type: 'bool' }
  return { sql: `(${found} OR kql_unsure_column(${others.join(' OR ')}))`, type: 'bool' }
}
