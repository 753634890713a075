import type { SqlFunction, SqlResult } from '../../../sqlite/sql-function.ts'
import type { SqlValue } from '../../../sqlite/database.ts'
import { inRange } from '../../../values/parse-datetime.ts'
import { positiveRemainder } from '../../../values/ticks.ts'
import type { KustoType } from '../../../values/types.ts'
import type { Expr } from '../values/expr.ts'
import { convert } from '../values/conversions.ts'
import {
  addDecimals,
  divideDecimals,
  multiplyDecimals,
  remainderOfDecimals,
  subtractDecimals,
} from '../../../values/decimal.ts'
import { callSql } from '../scalar/javascript-function.ts'
import { semanticError } from '../values/refusal.ts'
import { longOfReal } from '../../../values/scalar-parse.ts'

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%'

const INTEGER = {
  '+': (a: bigint, b: bigint) => wrapped(a + b),
  '-': (a: bigint, b: bigint) => wrapped(a - b),
  '*': (a: bigint, b: bigint) => wrapped(a * b),
  '/': (a: bigint, b: bigint) => (b === 0n ? null : wrapped(a / b)),
  '%': (a: bigint, b: bigint) => (b === 0n ? null : positiveRemainder(a, b)),
} as const
const REAL = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '%': (a: number, b: number) => ((a % Math.abs(b)) + Math.abs(b)) % Math.abs(b),
} as const
const DECIMAL = {
  '+': addDecimals,
  '-': subtractDecimals,
  '*': multiplyDecimals,
  '/': divideDecimals,
  '%': remainderOfDecimals,
} as const
const WORDS = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'modulo',
} as const
const OPERATORS = ['+', '-', '*', '/', '%'] as const

export const ARITHMETIC_FUNCTIONS: readonly SqlFunction[] = [
  ...OPERATORS.flatMap((operator) => [
    binary(`integer_${WORDS[operator]}`, (a, b) =>
      INTEGER[operator](BigInt(String(a)), BigInt(String(b))),
    ),
    binary(`real_${WORDS[operator]}`, (a, b) => REAL[operator](Number(a), Number(b))),
    binary(`decimal_${WORDS[operator]}`, (a, b) => DECIMAL[operator](String(a), String(b))),
  ]),
  binary('datetime_plus', (a, b) => inRange(BigInt(String(a)) + BigInt(String(b)))),
  binary('datetime_minus', (a, b) => inRange(BigInt(String(a)) - BigInt(String(b)))),
  binary('timespan_times', (a, b) => longOfReal(Number(a) * Number(b))),
  binary('timespan_by', (a, b) => longOfReal(Number(a) / Number(b))),
]

/** Null if an operand is null. */
export function arithmetic(
  operator: ArithmeticOperator,
  left: Expr,
  right: Expr,
  resultType: KustoType,
): string {
  if (isTime(left) || isTime(right)) return timeArithmetic(operator, left, right)
  const type = numericResult(resultType, operator)
  const family = type === 'real' || type === 'decimal' ? type : 'integer'
  return callSql(`kql_${family}_${WORDS[operator]}`, [convert(left, type), convert(right, type)])
}

/** `-x`. */
export function negated(operand: Expr): string {
  if (/^\d+(\.\d+)?$/.test(operand.sql)) return `-${operand.sql}`
  const type = operand.type === 'dynamic' ? 'real' : operand.type
  const operandSql = convert(operand, type)
  if (type === 'real') return `kql_real_multiply(-1, ${operandSql})`
  return callSql(`kql_${type === 'decimal' ? 'decimal' : 'integer'}_subtract`, ['0', operandSql])
}

/** datetime-timespan-arithmetic.md */
function timeArithmetic(operator: ArithmeticOperator, left: Expr, right: Expr): string {
  const [a, b] = [left.sql, right.sql]
  switch (`${kindOf(left)} ${operator} ${kindOf(right)}`) {
    case 'datetime + timespan':
    case 'timespan + datetime':
      return `kql_datetime_plus(${a}, ${b})`
    case 'datetime - timespan':
      return `kql_datetime_minus(${a}, ${b})`
    case 'datetime - datetime':
    case 'timespan - timespan':
      return `kql_integer_subtract(${a}, ${b})`
    case 'timespan + timespan':
      return `kql_integer_add(${a}, ${b})`
    case 'timespan / timespan':
      return `kql_real_divide(${a}, ${b})`
    case 'timespan % timespan':
    case 'datetime % timespan':
      return `kql_integer_modulo(${a}, ${b})`
    case 'timespan * number':
    case 'number * timespan':
      return isReal(left) || isReal(right)
        ? `kql_timespan_times(${a}, ${b})`
        : `kql_integer_multiply(${a}, ${b})`
    case 'timespan / number':
      return isReal(right) ? `kql_timespan_by(${a}, ${b})` : `kql_integer_divide(${a}, ${b})`
    default:
      throw semanticError(
        `The operator ${operator} is not defined for ${left.type} and ${right.type}.`,
      )
  }
}

function kindOf(e: Expr): string {
  if (isTime(e)) return e.type
  return e.type === 'long' || e.type === 'int' || isReal(e) ? 'number' : e.type
}

function isTime(e: Expr): boolean {
  return e.type === 'datetime' || e.type === 'timespan'
}

function isReal(e: Expr): boolean {
  return e.type === 'real' || e.type === 'decimal'
}

function numericResult(type: KustoType, operator: string): 'long' | 'int' | 'real' | 'decimal' {
  if (type === 'long' || type === 'int' || type === 'real' || type === 'decimal') return type
  throw semanticError(
    `The operator ${operator} has no result of type ${type} here. Try adding explicit casts.`,
  )
}

/** Wraps at 64 bits, like .NET's unchecked arithmetic. */
function wrapped(value: bigint): bigint {
  return BigInt.asIntN(64, value)
}

function binary(
  name: string,
  run: (left: Exclude<SqlValue, null>, right: Exclude<SqlValue, null>) => SqlResult,
): SqlFunction {
  return {
    name: `kql_${name}`,
    run: (left = null, right = null) => (left === null || right === null ? null : run(left, right)),
  }
}
