import { areComparable } from './relation/comparable.ts'
import { AGGREGATES } from './functions/aggregates/aggregates.ts'
import {
  BINARY_OPERATORS,
  convert,
  inList,
  type ListOperator,
} from './functions/operators/operators.ts'
import { SCALAR_FUNCTIONS } from './functions/scalar/scalar-functions.ts'
import type { KqlNode } from './parser/kql-node.ts'
import { fromClause } from './relation/relation.ts'
import type { RowContext, Translation } from './relation/translation.ts'
import type { Expr } from './functions/values/expr.ts'
import { semanticError, unsupported } from './parser/unsupported.ts'

export const LIST_OPERATORS: ReadonlySet<string> = new Set<ListOperator>([
  'in',
  'in~',
  '!in',
  '!in~',
  'has_any',
  'has_all',
])

function isListOperator(text: string): text is ListOperator {
  return LIST_OPERATORS.has(text)
}

/** `x in (a, b)`, `x in (T | project k)`, `has_any`, … */
export function listExpression(node: KqlNode, row: RowContext, translation: Translation): Expr {
  const operator = node.token('Operator')
  if (!isListOperator(operator)) throw unsupported(`the operator ${operator}`, node)
  const left = translation.expression(node.child('Left'), row)
  const items = node.child('Right').list('Expressions')
  const [only] = items
  if (items.length === 1 && only?.isTable === true)
    return inRelation({ node, left, only, operator }, row, translation)
  const list = items.map((item) => translation.expression(item, row))
  for (const item of list) if (operator.includes('in')) checkItem(left, item, node)
  return { sql: inList(left, list, operator), type: 'bool' }
}

function checkItem(left: Expr, item: Expr, node: KqlNode): void {
  if (areComparable(left.type, item.type)) return
  throw semanticError(
    `Cannot compare values of types ${left.type} and ${item.type}. Try adding explicit casts`,
    node,
  )
}

interface InRelation {
  readonly node: KqlNode
  readonly left: Expr
  readonly only: KqlNode
  readonly operator: ListOperator
}

/**
 * The list is the table's first column (in-operator.md). As with `==`, a null on one side only
 * gives false.
 */
function inRelation(
  { node, left, only, operator }: InRelation,
  row: RowContext,
  translation: Translation,
): Expr {
  const relation = translation.relation(only, row.scope)
  const [column] = relation.columns
  if (column === undefined) throw unsupported('in () over a table without columns', node)
  const right: Expr = { sql: column.id, type: column.type }
  if (operator === 'has_any' || operator === 'has_all') {
    const list = `(select ${listOf(right)} ${fromClause(relation)})`
    return { sql: inList(left, [{ sql: list, type: 'dynamic' }], operator), type: 'bool' }
  }
  checkItem(left, right, node)
  if (
    [left.type, right.type].some((type) => type === 'dynamic' || type === 'decimal') &&
    left.type !== right.type
  ) {
    throw unsupported(`${operator} between ${left.type} and a column of ${right.type}`, node)
  }
  const fold = operator.endsWith('~') ? lowerCase : (e: Expr) => e.sql
  const found = `(${fold(left)} in (select ${fold(right)} ${fromClause(relation)}))`
  // SQL's `in` is null for null, and for a value that is missing from a list with a null
  const isNeverNull = left.type === 'string' && right.type === 'string'
  const sql = isNeverNull ? found : `coalesce(${found}, 0)`
  return { sql: operator.startsWith('!') ? `(not ${sql})` : sql, type: 'bool' }
}

/**
 * `x in (Name)` over a named table, in parts that can be combined into a union of several lists.
 */
export function inNamedList(
  node: KqlNode,
  row: RowContext,
  translation: Translation,
): { readonly left: string; readonly select: string } | undefined {
  if (node.kind !== 'InExpression' || node.token('Operator') !== 'in') return undefined
  const [only, second] = node.child('Right').list('Expressions')
  if (only?.kind !== 'NameReference' || !only.isTable || second !== undefined) return undefined
  const relation = translation.relation(only, row.scope)
  const left = translation.expression(node.child('Left'), row)
  const [column] = relation.columns
  if (left.type !== 'string' || column?.type !== 'string') return undefined
  return { left: left.sql, select: `select ${column.id} ${fromClause(relation)}` }
}

function listOf(e: Expr): string {
  const makeList = AGGREGATES.get('make_list')
  if (makeList === undefined) throw new Error('no aggregate make_list')
  return makeList([e], { resultType: 'dynamic' })
}

function lowerCase(e: Expr): string {
  const toLower = SCALAR_FUNCTIONS.get('tolower')
  return toLower === undefined ? `lower(${e.sql})` : toLower([e], { resultType: 'string' })
}

/**
 * Both ends are inclusive (between-operator.md). A timespan as upper end is added to the lower end.
 */
export function betweenExpression(node: KqlNode, row: RowContext, translation: Translation): Expr {
  const left = translation.expression(node.child('Left'), row)
  const range = node.child('Right')
  const low = translation.expression(range.child('First'), row)
  const second = translation.expression(range.child('Second'), row)
  const high: Expr =
    second.type === 'timespan' && low.type === 'datetime'
      ? { sql: binary('+', low, second, 'datetime'), type: 'datetime' }
      : second
  const both = binary('and', compared('>=', left, low), compared('<=', left, high), 'bool')
  const isNegated = node.token('Operator').startsWith('!')
  return {
    sql: isNegated ? `(not ${convert({ sql: both, type: 'bool' }, 'bool')})` : both,
    type: 'bool',
  }
}

function compared(operator: string, left: Expr, right: Expr): Expr {
  return { sql: binary(operator, left, right, 'bool'), type: 'bool' }
}

function binary(operator: string, left: Expr, right: Expr, resultType: Expr['type']): string {
  const translate = BINARY_OPERATORS.get(operator)
  if (translate === undefined) throw new Error(`no operator ${operator}`)
  return translate([left, right], { resultType })
}
