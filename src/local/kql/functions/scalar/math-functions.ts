import type { Expr } from '../values/expr.ts'
import { argument } from './argument.ts'
import { inSql, scalar, type KqlFunction } from './javascript-function.ts'
import { numeric } from './numeric-function.ts'

const OF_ONE: Readonly<Record<string, (value: number) => number>> = {
  sqrt: (value) => Math.sqrt(value),
  exp: (value) => Math.exp(value),
  exp2: (value) => 2 ** value,
  exp10: (value) => 10 ** value,
  log: (value) => Math.log(value),
  log2: (value) => Math.log2(value),
  log10: (value) => Math.log10(value),
  sin: (value) => Math.sin(value),
  cos: (value) => Math.cos(value),
  tan: (value) => Math.tan(value),
  cot: (value) => 1 / Math.tan(value),
  atan: (value) => Math.atan(value),
  degrees: (value) => (value * 180) / Math.PI,
  radians: (value) => (value * Math.PI) / 180,
}

/** Functions that return a real for a real, and an integer for every type stored as an integer. */
const OF_BOTH: Readonly<
  Record<string, { readonly real: (x: number) => number; readonly integer: (x: bigint) => bigint }>
> = {
  abs: { real: (x) => Math.abs(x), integer: (x) => (x < 0n ? -x : x) },
}

/** tohex-function.md: a negative number has the size of its type. */
const [LONG_HEX, INT_HEX] = [hexadecimal('tohex', 64), hexadecimal('tohex_int', 32)]

function hexadecimal(name: string, bits: number): KqlFunction {
  return scalar(name, ['long', 'long?'], 'string', (value, length = 0n) =>
    BigInt.asUintN(bits, value)
      .toString(16)
      .padStart(Math.min(Number(length), 16), '0'),
  )
}

export const MATH_FUNCTIONS: readonly KqlFunction[] = [
  ...Object.entries(OF_ONE).map(([name, run]) => scalar(name, ['real'], 'real', run)),
  ...Object.entries(OF_BOTH).map(([name, runs]) => numeric(name, runs)),
  // asin-function.md, acos-function.md: null outside -1 to 1
  scalar('asin', ['real'], 'real', (value) => (Math.abs(value) > 1 ? null : Math.asin(value))),
  scalar('acos', ['real'], 'real', (value) => (Math.abs(value) > 1 ? null : Math.acos(value))),
  scalar('pow', ['real', 'real'], 'real', (base, exponent) => base ** exponent),
  scalar('atan2', ['real', 'real'], 'real', (y, x) => Math.atan2(y, x)),
  scalar('sign', ['real'], 'real', (value) => Math.sign(value)),
  scalar('round', ['real', 'long?'], 'real', (value, digits = 0n) => round(value, Number(digits))),
  {
    name: 'tohex',
    sqlFunctions: [...LONG_HEX.sqlFunctions, ...INT_HEX.sqlFunctions],
    toSql: (args, call) =>
      (argument(args, 0).type === 'int' ? INT_HEX : LONG_HEX).toSql(args, call),
  },
  scalar('binary_and', ['long', 'long'], 'long', (a, b) => a & b),
  scalar('binary_or', ['long', 'long'], 'long', (a, b) => a | b),
  scalar('binary_xor', ['long', 'long'], 'long', (a, b) => a ^ b),
  scalar('binary_not', ['long'], 'long', (a) => ~a),
  scalar('binary_shift_left', ['long', 'long'], 'long', (a, by) =>
    BigInt.asIntN(64, a << (by & 63n)),
  ),
  scalar('binary_shift_right', ['long', 'long'], 'long', (a, by) => a >> (by & 63n)),
  scalar('bitset_count_ones', ['long'], 'long', countOnes),
  scalar('ceiling', ['real'], 'real', (value) => Math.ceil(value)),
  inSql('pi', () => String(Math.PI)),
  inSql('rand', (args) => random(args)),
]

/** Rounds the decimal text, so that 2.15 to one digit is 2.2, as in round-function.md. */
function round(value: number, digits: number): number {
  if (!Number.isFinite(value)) return value
  const [mantissa = '0', exponent = '0'] = String(Math.abs(value)).split('e')
  const shifted = Math.round(Number(`${mantissa}e${Number(exponent) + digits}`))
  const [whole = '0', power = '0'] = String(shifted).split('e')
  return Math.sign(value) * Number(`${whole}e${Number(power) - digits}`)
}

function countOnes(value: bigint): bigint {
  return BigInt(BigInt.asUintN(64, value).toString(2).replaceAll('0', '').length)
}

/**
 * Uses SQLite's function, because it treats ours as deterministic and would compute one value for
 * all rows.
 */
function random(args: readonly Expr[]): string {
  const fraction = '((random() & 9007199254740991) / 9007199254740992.0)'
  if (args.length === 0) return fraction
  return `CAST(CAST(${fraction} * ${argument(args, 0).sql} AS INTEGER) AS REAL)`
}
