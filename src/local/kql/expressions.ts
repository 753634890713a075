import { anyColumn } from './relation/any-column.ts'
import {
  BINARY_OPERATORS,
  convert,
  elementAccess,
  UNARY_OPERATORS,
} from './functions/operators/operators.ts'
import { checkComparable, COMPARISONS } from './relation/comparable.ts'
import { functionCall } from './function-calls.ts'
import { betweenExpression, listExpression } from './in-expressions.ts'
import type { KqlNode } from './parser/kql-node.ts'
import { findColumn, fromClause, selectOrder } from './relation/relation.ts'
import { NO_ROWS, rowContext, scalarType } from './relation/row-context.ts'
import type { Scope } from './relation/scope.ts'
import { sqlLiteral } from './relation/literals.ts'
import { compoundString, dynamicLiteral, literal } from './translate-literal.ts'
import type { RowContext, Translation } from './relation/translation.ts'
import type { Expr } from './functions/values/expr.ts'
import { unsupported } from './parser/unsupported.ts'

type Translator = (node: KqlNode, row: RowContext, translation: Translation) => Expr

/** By node class; other classes are rejected. */
const TRANSLATORS: ReadonlyMap<string, Translator> = new Map<string, Translator>([
  ['LiteralExpression', literal],
  ['CompoundStringLiteralExpression', compoundString],
  ['DynamicExpression', dynamicLiteral],
  ['NameReference', nameReference],
  ['PathExpression', pathExpression],
  ['ElementExpression', elementExpression],
  ['ParenthesizedExpression', inner],
  ['SimpleNamedExpression', inner],
  ['PrefixUnaryExpression', unaryExpression],
  ['BinaryExpression', binaryExpression],
  ['InExpression', listExpression],
  ['HasAnyExpression', listExpression],
  ['HasAllExpression', listExpression],
  ['BetweenExpression', betweenExpression],
  ['FunctionCallExpression', functionCall],
  // functions with a type argument use the analyzer's result type instead
  ['TypeOfLiteralExpression', () => ({ sql: 'null', type: 'dynamic' })],
  ['ToScalarExpression', toScalar],
])

export function expression(node: KqlNode, row: RowContext, translation: Translation): Expr {
  const translate = TRANSLATORS.get(node.kind)
  if (node.kind === 'StarExpression') throw unsupported("'*' for all columns", node)
  if (translate === undefined) throw unsupported(`${node.kind} (${node.text.slice(0, 60)})`, node)
  return translate(node, row, translation)
}

function inner(node: KqlNode, row: RowContext, translation: Translation): Expr {
  return translation.expression(node.child('Expression'), row)
}

function nameReference(node: KqlNode, row: RowContext, translation: Translation): Expr {
  if (node.symbol?.kind === 'Column') return columnReference(node, row)
  if (node.symbol?.kind === 'Function') return functionCall(node, row, translation)
  const binding = row.scope.find(node.name)
  if (binding?.kind === 'let') {
    // inside a lambda, arguments may name columns of these rows
    return translation.expression(binding.node, rowContext(row.rows, binding.scope))
  }
  if (binding?.kind !== 'scalar') throw unsupported(`the name '${node.name}' as a scalar`, node)
  if (binding.rows !== undefined && binding.rows !== row.rows) {
    throw unsupported(`'${node.name}', which depends on the current row, inside a subquery`, node)
  }
  row.rows.isNamed ||= binding.rows !== undefined
  return binding.expr
}

function columnReference(node: KqlNode, row: RowContext): Expr {
  const column = findColumn(row.rows.input, node.name)
  if (column === undefined) throw unsupported(`the column '${node.name}' of an outer row`, node)
  row.rows.isNamed = true
  return { sql: column.id, type: column.type }
}

function pathExpression(node: KqlNode, row: RowContext, translation: Translation): Expr {
  const named = node.child('Expression')
  const binding = named.kind === 'NameReference' ? row.scope.find(named.name) : undefined
  if (binding?.kind === 'step') return binding.columnOf(node.child('Selector').name)
  const base = translation.expression(named, row)
  const key: Expr = { sql: sqlLiteral(node.child('Selector').name), type: 'string' }
  if (base.type !== 'dynamic') throw unsupported(`the path ${node.text} into a ${base.type}`, node)
  return { sql: elementAccess(base, key), type: 'dynamic' }
}

function elementExpression(node: KqlNode, row: RowContext, translation: Translation): Expr {
  const base = translation.expression(node.child('Expression'), row)
  const key = translation.expression(node.child('Selector').child('Expression'), row)
  return { sql: elementAccess(base, key), type: 'dynamic' }
}

function unaryExpression(node: KqlNode, row: RowContext, translation: Translation): Expr {
  const operator = node.token('Operator')
  const translate = UNARY_OPERATORS.get(operator)
  if (translate === undefined) throw unsupported(`the operator ${operator}`, node)
  const resultType = scalarType(node)
  const operand = translation.expression(node.child('Expression'), row)
  return { sql: translate([operand], { resultType }), type: resultType }
}

function binaryExpression(node: KqlNode, row: RowContext, translation: Translation): Expr {
  const operator = node.token('Operator')
  const translate = BINARY_OPERATORS.get(operator)
  if (translate === undefined) throw unsupported(`the operator ${operator}`, node)
  if (node.child('Left').kind === 'StarExpression')
    return anyColumn(operator, translation.expression(node.child('Right'), row), { node, row })
  const left = translation.expression(node.child('Left'), row)
  const right = translation.expression(node.child('Right'), row)
  if (COMPARISONS.has(operator)) checkComparable(left, right, node)
  const resultType = scalarType(node)
  return { sql: translate([left, right], { resultType }), type: resultType }
}

/**
 * `toscalar(T | …)`: the first column of the first row, or null. Computed once, even if a let is
 * used in several places (toscalar-function.md, "Generate fixed and dynamic GUID").
 */
function toScalar(node: KqlNode, row: RowContext, translation: Translation): Expr {
  return translation.valueOnce(node, row.scope, () => scalarOf(node, row.scope, translation))
}

function scalarOf(node: KqlNode, scope: Scope, translation: Translation): Expr {
  const body = node.child('Expression')
  const type = scalarType(node)
  if (!body.isTable) {
    const value = translation.expression(body, rowContext(NO_ROWS, scope))
    return { sql: convert(value, type), type }
  }
  const relation = translation.relation(body, scope)
  const [first] = relation.columns
  if (first === undefined) throw unsupported('toscalar() of a table without columns', node)
  const sql = `(select ${first.id} ${fromClause(relation)}${selectOrder(relation)} limit 1)`
  return { sql: type === 'string' ? `coalesce(${sql}, '')` : sql, type }
}
