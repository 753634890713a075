import type { SqlValue } from '../../../sqlite/database.ts'
import type { SqlFunction, SqlResult } from '../../../sqlite/sql-function.ts'
import type { KustoType } from '../../../values/types.ts'
import type { Expr } from '../values/expr.ts'
import { convert } from '../values/conversions.ts'
import { callSql, type KqlFunction } from './javascript-function.ts'

/** Computes integers and ticks as bigints, everything else as doubles. */
export function numeric(
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
