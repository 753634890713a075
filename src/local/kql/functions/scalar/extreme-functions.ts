import { callSql, type KqlFunction } from './javascript-function.ts'
import { convert } from '../values/conversions.ts'
import { NotDoneHere } from '../values/refusal.ts'

export const EXTREME_FUNCTIONS: readonly KqlFunction[] = [
  extremeOf('min_of', (a, b) => a < b),
  extremeOf('max_of', (a, b) => a > b),
]

/** Ignores null arguments. */
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
        throw new NotDoneHere(`${name}() of values of type ${resultType}`)
      }
      return callSql(
        sqlName,
        args.map((arg) => convert(arg, resultType)),
      )
    },
  }
}
