import { checkComparable } from './relation/comparable.ts'
import { convert } from './functions/operators/operators.ts'
import type { KqlNode } from './parser/kql-node.ts'
import { inNamedList } from './in-expressions.ts'
import type { RowContext, Translation } from './relation/translation.ts'
import type { KustoType } from '../values/types.ts'
import type { Expr } from './functions/values/expr.ts'

/** Types whose equality in Kusto is equality in SQLite, so that they need no conversion. */
const PLAIN: ReadonlySet<KustoType> = new Set([
  'string',
  'long',
  'int',
  'bool',
  'datetime',
  'timespan',
  'guid',
])
const INTEGERS: ReadonlySet<KustoType> = new Set(['long', 'int'])

/**
 * Translates a condition of which only "true" counts. Null and false are the same there, so Kusto's
 * `==` (null against a value is false, null against null is null —
 * scalar-data-types/null-values.md) becomes SQL's `=`, which can use an index.
 */
export function condition(node: KqlNode, row: RowContext, translation: Translation): string {
  if (node.kind === 'ParenthesizedExpression')
    return translation.condition(node.child('Expression'), row)
  if (node.kind === 'BinaryExpression') {
    const operator = node.token('Operator')
    if (operator === 'and' || operator === 'or') {
      const [left, right] = [node.child('Left'), node.child('Right')].map((side) =>
        translation.condition(side, row),
      )
      const both = `(${left} ${operator} ${right})`
      const needed = operator === 'or' ? neededList(node, row, translation) : undefined
      if (needed === undefined) return both
      return needed.isAll ? needed.sql : `(${both} and ${needed.sql})`
    }
    const ordered = textOrder(node, row, translation)
    if (ordered !== undefined) return ordered
    if (operator === '==' || operator === '!=' || operator === '<>') {
      const plain = equality(node, operator === '==' ? '=' : 'is not', row, translation)
      if (plain !== undefined) return plain
    }
  }
  return convert(translation.expression(node, row), 'bool')
}

interface NeededList {
  readonly sql: string
  /** Whether the list alone is equivalent to the whole condition. */
  readonly isAll: boolean
}

/**
 * `x in (A) or (… and x in (B))` implies that x is in A or B. Stated as a separate condition, it
 * can use an index on x: SQLite optimizes an `or` only if each side has an index of its own
 * (sqlite.org/optoverview.html, "OR optimizations").
 */
function neededList(
  node: KqlNode,
  row: RowContext,
  translation: Translation,
): NeededList | undefined {
  const sides = parts(node, 'or').map((side) => parts(side, 'and'))
  const lists = sides.map((side) =>
    side.map((part) => inNamedList(part, row, translation)).find((list) => list !== undefined),
  )
  const [first] = lists
  if (first === undefined || lists.some((list) => list?.left !== first.left)) return undefined
  return {
    sql: `(${first.left} in (${lists.map((list) => list?.select).join(' union all ')}))`,
    isAll: sides.every(({ length }) => length === 1),
  }
}

/** The operands of a chain of one operator. */
function parts(node: KqlNode, operator: 'and' | 'or'): readonly KqlNode[] {
  if (node.kind === 'ParenthesizedExpression') return parts(node.child('Expression'), operator)
  if (node.kind !== 'BinaryExpression' || node.token('Operator') !== operator) return [node]
  return [...parts(node.child('Left'), operator), ...parts(node.child('Right'), operator)]
}

function equality(
  node: KqlNode,
  sqlOperator: string,
  row: RowContext,
  translation: Translation,
): string | undefined {
  const left = translation.expression(node.child('Left'), row)
  const right = translation.expression(node.child('Right'), row)
  checkComparable(left, right, node)
  return isPlain(left, right) ? `(${left.sql} ${sqlOperator} ${right.sql})` : undefined
}

function isPlain(left: Expr, right: Expr): boolean {
  if (!PLAIN.has(left.type) || !PLAIN.has(right.type)) return false
  return left.type === right.type || (INTEGERS.has(left.type) && INTEGERS.has(right.type))
}

const ORDER_OPERATORS: ReadonlySet<string> = new Set(['<', '<=', '>', '>='])

/**
 * KQL compares the order of strings with `strcmp(a, b) < 0`. SQLite's `a < b` orders text by code
 * point as strcmp does, and can use an index.
 */
function textOrder(node: KqlNode, row: RowContext, translation: Translation): string | undefined {
  const operator = node.token('Operator')
  const call = node.child('Left')
  const isCompared = call.kind === 'FunctionCallExpression' && call.child('Name').name === 'strcmp'
  if (!isCompared || !ORDER_OPERATORS.has(operator) || node.child('Right').text !== '0')
    return undefined
  const [left, right] = call
    .child('ArgumentList')
    .list('Expressions')
    .map((argument) => translation.expression(argument, row))
  if (left?.type !== 'string' || right?.type !== 'string') return undefined
  return `(${left.sql} ${operator} ${right.sql})`
}
