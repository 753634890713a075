import type { SqlValue } from '../../sqlite/database.ts'
import type { SqlFunction, SqlResult } from '../../sqlite/sql-function.ts'
import type { Expr, KustoType } from '../types.ts'
import { argument } from './argument.ts'
import { convert } from './conversions.ts'
import { alias, callSql, inSql, scalar } from './javascript-function.ts'
import type { KqlFunction } from './javascript-function.ts'
import { semanticError } from './refusal.ts'

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
  asin: (value) => Math.asin(value),
  acos: (value) => Math.acos(value),
  atan: (value) => Math.atan(value),
  degrees: (value) => (value * 180) / Math.PI,
  radians: (value) => (value * Math.PI) / 180,
}

/** What gives a real for a real and an integer for anything that lies as an integer. */
const OF_BOTH: Readonly<
  Record<string, { readonly real: (x: number) => number; readonly integer: (x: bigint) => bigint }>
> = {
  abs: { real: (x) => Math.abs(x), integer: (x) => (x < 0n ? -x : x) },
  ceiling: { real: (x) => Math.ceil(x), integer: (x) => x },
}

const BIN = numeric('bin', { integer: integerBin, real: realBin })

export const MATH_FUNCTIONS: readonly KqlFunction[] = [
  ...Object.entries(OF_ONE).map(([name, run]) => scalar(name, ['real'], 'real', run)),
  ...Object.entries(OF_BOTH).map(([name, runs]) => numeric(name, runs)),
  scalar('pow', ['real', 'real'], 'real', (base, exponent) => base ** exponent),
  scalar('atan2', ['real', 'real'], 'real', (y, x) => Math.atan2(y, x)),
  scalar('sign', ['real'], 'real', (value) => Math.sign(value)),
  scalar('round', ['real', 'long?'], 'real', (value, digits = 0n) => round(value, Number(digits))),
  scalar('tohex', ['long', 'long?'], 'string', (value, length = 0n) =>
    BigInt.asUintN(64, value).toString(16).padStart(Number(length), '0'),
  ),
  scalar('binary_and', ['long', 'long'], 'long', (a, b) => a & b),
  scalar('binary_or', ['long', 'long'], 'long', (a, b) => a | b),
  scalar('binary_xor', ['long', 'long'], 'long', (a, b) => a ^ b),
  scalar('binary_not', ['long'], 'long', (a) => ~a),
  scalar('binary_shift_left', ['long', 'long'], 'long', (a, by) =>
    BigInt.asIntN(64, a << (by & 63n)),
  ),
  scalar('binary_shift_right', ['long', 'long'], 'long', (a, by) => a >> (by & 63n)),
  scalar('bitset_count_ones', ['long'], 'long', countOnes),
  inSql('pi', () => String(Math.PI)),
  inSql('rand', (args) => random(args)),
  BIN,
  alias('floor', BIN),
  numeric('bin_at', { integer: integerBinAt, real: realBinAt }),
  extremeOf('min_of', (a, b) => a < b),
  extremeOf('max_of', (a, b) => a > b),
]

/** Integers and ticks are computed in bigints, everything else in doubles. */
function numeric(
  name: string,
  runs: {
    readonly integer: (...args: bigint[]) => bigint | null
    readonly real: (...args: number[]) => number | null
  },
): KqlFunction {
  const integer: SqlFunction = {
    name: `kql_integer_${name}`,
    run: whenAllThere((values) => runs.integer(...values.map((value) => BigInt(String(value))))),
  }
  const real: SqlFunction = {
    name: `kql_real_${name}`,
    run: whenAllThere((values) => runs.real(...values.map(Number))),
  }
  return {
    name,
    sqlFunctions: [integer, real],
    toSql: (args, { resultType }) => {
      if (args.every(isInteger)) {
        return callSql(
          integer.name,
          args.map((arg) => arg.sql),
        )
      }
      const sql = callSql(
        real.name,
        args.map((arg) => convert(arg, 'real')),
      )
      return convert({ sql, type: 'real' }, resultType)
    },
  }
}

function whenAllThere(run: (values: readonly SqlValue[]) => SqlResult): SqlFunction['run'] {
  return (...values) => (values.includes(null) ? null : run(values))
}

const INTEGERS: ReadonlySet<KustoType> = new Set(['long', 'int', 'datetime', 'timespan'] as const)

function isInteger(e: Expr): boolean {
  return INTEGERS.has(e.type)
}

/** bin-function.md: down also below zero; null for a size that is not positive. */
function integerBin(value = 0n, size = 0n): bigint | null {
  return integerBinAt(value, size, 0n)
}

function realBin(value = 0, size = 0): number | null {
  return size > 0 ? Math.floor(value / size) * size : null
}

function integerBinAt(value = 0n, size = 0n, fixed = 0n): bigint | null {
  if (size <= 0n) return null
  const distance = value - fixed
  const remainder = ((distance % size) + size) % size
  return value - remainder
}

function realBinAt(value = 0, size = 0, fixed = 0): number | null {
  return size > 0 ? fixed + Math.floor((value - fixed) / size) * size : null
}

/** By its decimal text, so that 2.15 to one digit is 2.2 as round-function.md has it. */
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

/** Not a function of ours: those are deterministic for SQLite, which would compute one value for all rows. */
function random(args: readonly Expr[]): string {
  const fraction = '((random() & 9007199254740991) / 9007199254740992.0)'
  if (args.length === 0) return fraction
  return `CAST(CAST(${fraction} * ${argument(args, 0).sql} AS INTEGER) AS REAL)`
}

/** The arguments that are null do not count. */
function extremeOf(
  name: string,
  isBetter: (a: string | bigint | number, b: string | bigint | number) => boolean,
): KqlFunction {
  const sqlName = `kql_${name}`
  return {
    name,
    sqlFunctions: [
      {
        name: sqlName,
        run: (...values) => {
          const there = values.filter((value) => value !== null && typeof value !== 'object')
          if (there.length === 0) return null
          return there.reduce((best, value) => (isBetter(value, best) ? value : best))
        },
      },
    ],
    toSql: (args, { resultType }) => {
      if (resultType === 'dynamic' || resultType === 'decimal') {
        throw semanticError(`${name}() of values of type ${resultType} is not supported.`)
      }
      return callSql(
        sqlName,
        args.map((arg) => convert(arg, resultType)),
      )
    },
  }
}
