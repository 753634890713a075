import type { KqlNode } from '../parser/kql-node.ts'
import { withHidden, type OrderTerm } from '../relation/relation.ts'
import { rowContext } from '../relation/row-context.ts'
import type { Rows, Scope } from '../relation/scope.ts'
import type { Translation } from '../relation/translation.ts'
import type { Expr } from '../functions/values/expr.ts'
import { semanticError } from '../parser/unsupported.ts'

/**
 * `by a asc nulls last, b`: descending by default; nulls first for asc and last for desc by default
 * — sort-operator.md
 */
export function orderTerms(
  node: KqlNode,
  rows: Rows,
  scope: Scope,
  translation: Translation,
): readonly OrderTerm[] {
  const isOrdered = node.kind === 'OrderedExpression'
  const ordering = isOrdered ? node.optional('Ordering') : undefined
  const direction = ordering?.token('AscOrDescKeyword') === 'asc' ? 'asc' : 'desc'
  const nulls =
    ordering?.optional('NullsClause')?.token('FirstOrLastKeyword') ||
    (direction === 'asc' ? 'first' : 'last')
  const expr = translation.expression(
    isOrdered ? node.child('Expression') : node,
    rowContext(rows, scope),
  )
  if (expr.type === 'dynamic') {
    throw semanticError(
      "order operator: key can't be of dynamic type; cast it with tostring(), tolong(), …",
      node,
    )
  }
  const term = {
    id: columnFor(sortKey(expr), rows, translation),
    direction: `${direction} nulls ${nulls}`,
  }
  if (expr.type !== 'real') return [term]
  const rank = columnFor(nanRank(expr, nulls), rows, translation)
  return [{ id: rank, direction: 'asc' }, term]
}

/** The order may outlive the columns it refers to, so an expression becomes a hidden column. */
function columnFor(key: string, rows: Rows, translation: Translation): string {
  const isColumn = [...rows.input.columns, ...rows.input.outer].some(({ id }) => id === key)
  if (isColumn) return key
  const id = `"$key${translation.unique()}"`
  rows.input = withHidden(rows.input, id, key)
  return id
}

/** Types whose stored values do not sort in Kusto's order. */
function sortKey({ sql, type }: Expr): string {
  return type === 'decimal' ? `cast(${sql} as real)` : sql
}

/** NaN sorts between the nulls and the numbers — sort-operator.md. It is stored as text. */
function nanRank({ sql }: Expr, nulls: string): string {
  const [ofNull, ofNumber] = nulls === 'first' ? [0, 2] : [2, 0]
  return `case typeof(${sql}) when 'null' then ${ofNull} when 'text' then 1 else ${ofNumber} end`
}
