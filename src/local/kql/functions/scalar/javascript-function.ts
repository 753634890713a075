import type { SqlFunction, SqlResult } from '../../../sqlite/sql-function.ts'
import type { SqlValue } from '../../../sqlite/database.ts'
import { isKustoType } from '../../../values/kusto-types.ts'
import type { KustoType } from '../../../values/types.ts'
import type { Expr } from '../values/expr.ts'
import { convert } from '../values/conversions.ts'
import type { ScalarFunction } from '../values/scalar-function.ts'

/**
 * A value as JavaScript functions get it: ticks and integers as bigint, dynamic as compact JSON
 * text.
 */
export type Native<T extends KustoType> = T extends 'long' | 'int' | 'datetime' | 'timespan'
  ? bigint
  : T extends 'real'
    ? number
    : T extends 'bool'
      ? boolean
      : string

/** `long?` is optional; `...string` takes all remaining arguments. */
export type Parameter = KustoType | `${KustoType}?` | `...${KustoType}`

export type Arguments<P extends readonly Parameter[]> = P extends readonly [
  infer Head,
  ...infer Tail extends readonly Parameter[],
]
  ? Head extends `...${infer T extends KustoType}`
    ? Native<T>[]
    : Head extends `${infer T extends KustoType}?`
      ? [Native<T>?, ...Arguments<Tail>]
      : Head extends KustoType
        ? [Native<Head>, ...Arguments<Tail>]
        : never
  : []

/** A KQL function: the SQL of a call, and the SQL functions that it needs. */
export interface KqlFunction {
  readonly name: string
  readonly toSql: ScalarFunction
  readonly sqlFunctions: readonly SqlFunction[]
}

/**
 * A function written in JavaScript. It never gets null: if an argument is null, the result is null
 * (for a string '').
 */
export function scalar<const P extends readonly Parameter[], const R extends KustoType>(
  name: string,
  takes: P,
  gives: R,
  run: (...args: Arguments<P>) => Native<R> | null,
): KqlFunction
export function scalar(
  name: string,
  takes: readonly Parameter[],
  gives: KustoType,
  run: (...args: never[]) => SqlResult,
): KqlFunction {
  const types = takes.map(parameterType)
  const sqlFunction: SqlFunction = {
    name: `kql_${name}`,
    run: (...values) => {
      const natives = values.map((value, at) => toNative(value, typeAt(types, at)))
      if (natives.includes(null)) return gives === 'string' ? '' : null
      const result: SqlResult = Reflect.apply(run, undefined, natives)
      return result === null && gives === 'string' ? '' : result
    },
  }
  return {
    name,
    sqlFunctions: [sqlFunction],
    toSql: (args, { resultType }) =>
      asResult(
        { sql: callSql(sqlFunction.name, convertAll(args, types)), type: gives },
        resultType,
      ),
  }
}

/** A function that SQL can express. */
export function inSql(name: string, toSql: ScalarFunction): KqlFunction {
  return { name, toSql, sqlFunctions: [] }
}

/** The same function under another name. */
export function alias(name: string, of: KqlFunction): KqlFunction {
  return { name, toSql: of.toSql, sqlFunctions: [] }
}

export function callSql(sqlName: string, args: readonly string[]): string {
  return `${sqlName}(${args.join(', ')})`
}

function toNative(value: SqlValue, type: KustoType): SqlValue | boolean {
  if (value === null) return null
  if (type === 'bool') return value !== 0n
  if (type === 'real') return Number(value)
  if (!INTEGERS.has(type)) return String(value)
  return typeof value === 'bigint' ? value : BigInt(Math.trunc(Number(value)))
}

const INTEGERS: ReadonlySet<KustoType> = new Set(['long', 'int', 'datetime', 'timespan'] as const)

/** Uses the analyzer's type, because the column and the enclosing function rely on it. */
function asResult(e: Expr, resultType: KustoType): string {
  return INTEGERS.has(e.type) && INTEGERS.has(resultType) ? e.sql : convert(e, resultType)
}

function convertAll(args: readonly Expr[], types: readonly KustoType[]): string[] {
  return args.map((arg, at) => convert(arg, typeAt(types, at)))
}

function typeAt(types: readonly KustoType[], at: number): KustoType {
  const type = types[Math.min(at, types.length - 1)]
  if (type === undefined) throw new Error('A function without parameters was given an argument')
  return type
}

function parameterType(parameter: Parameter): KustoType {
  const name = parameter.replace('...', '').replace('?', '')
  if (!isKustoType(name)) throw new Error(`Unknown parameter type ${parameter}`)
  return name
}
