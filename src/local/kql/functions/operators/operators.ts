import type { SqlFunction } from '../../../sqlite/sql-function.ts'
import type { Expr } from '../values/expr.ts'
import { ARITHMETIC_FUNCTIONS, arithmetic, negated, type ArithmeticOperator } from './arithmetic.ts'
import { inOrder } from './comparison.ts'
import { CONVERSION_FUNCTIONS, convert } from '../values/conversions.ts'
import { ELEMENT_FUNCTIONS, elementAccess } from '../values/element-access.ts'
import { EQUALITY_FUNCTIONS, equal, notEqual } from '../values/equality.ts'
import { LIST_FUNCTIONS, inList, textMatchFunction, type ListOperator } from './in-list.ts'
import { compileRegex } from '../values/regular-expression.ts'
import type { ScalarFunction } from '../values/scalar-function.ts'
import { TEXT_MATCHES } from '../values/string-matching.ts'

// The translator's other imports from this folder.
export { convert, elementAccess, inList }
export type { ListOperator }

/** KQL's binary operators by their text. */
export const BINARY_OPERATORS: ReadonlyMap<string, ScalarFunction> = new Map([
  ['==', binary(equal)],
  ['!=', binary(notEqual)],
  ['<>', binary(notEqual)],
  ...(['<', '<=', '>', '>='] as const).map(
    (order) => [order, binary((left, right) => inOrder(left, right, order))] as const,
  ),
  ...(['+', '-', '*', '/', '%'] as const).map(
    (operator) => [operator, arithmeticOperator(operator)] as const,
  ),
  ['and', logical('AND')],
  ['or', logical('OR')],
  ['!~', textMatch('=~', 'NOT ')],
  ...Array.from(TEXT_MATCHES.keys(), (name) => [name, textMatch(name, '')] as const),
  ...Array.from(TEXT_MATCHES.keys(), (name) => [`!${name}`, textMatch(name, 'NOT ')] as const),
  ['matches regex', textMatch('matches_regex', '')],
])

export const UNARY_OPERATORS: ReadonlyMap<string, ScalarFunction> = new Map([
  ['-', unary(negated)],
  ['+', unary((operand) => operand.sql)],
  ['not', unary((operand) => `(NOT ${convert(operand, 'bool')})`)],
])

/** The JavaScript functions that operators and conversions call in SQL. */
export const OPERATOR_FUNCTIONS: readonly SqlFunction[] = [
  ...ARITHMETIC_FUNCTIONS,
  ...CONVERSION_FUNCTIONS,
  ...ELEMENT_FUNCTIONS,
  ...EQUALITY_FUNCTIONS,
  ...LIST_FUNCTIONS,
  ...Array.from(TEXT_MATCHES, ([name, match]): SqlFunction => ({
    name: textMatchFunction(name),
    run: (text = null, sought = null) => match(String(text ?? ''), String(sought ?? '')),
  })),
  {
    name: textMatchFunction('matches_regex'),
    run: (text = null, pattern = null) =>
      String(text ?? '').search(compileRegex(String(pattern ?? ''))) >= 0,
  },
]

function binary(toSql: (left: Expr, right: Expr) => string): ScalarFunction {
  return ([left, right]) => toSql(present(left), present(right))
}

function unary(toSql: (operand: Expr) => string): ScalarFunction {
  return ([operand]) => toSql(present(operand))
}

function arithmeticOperator(operator: ArithmeticOperator): ScalarFunction {
  return ([left, right], { resultType }) =>
    arithmetic(operator, present(left), present(right), resultType)
}

/** SQL's AND and OR treat null as Kusto's do. */
function logical(joiner: 'AND' | 'OR'): ScalarFunction {
  return binary((left, right) => `(${convert(left, 'bool')} ${joiner} ${convert(right, 'bool')})`)
}

function textMatch(name: string, negation: 'NOT ' | ''): ScalarFunction {
  return binary(
    (left, right) =>
      `(${negation}${textMatchFunction(name)}(${convert(left, 'string')}, ${convert(right, 'string')}))`,
  )
}

function present(e: Expr | undefined): Expr {
  if (e === undefined) throw new Error('An operator was given too few operands')
  return e
}
