import type { SqlValue } from '../../../sqlite/database.ts'
import type { Accumulator, SqlResult } from '../../../sqlite/sql-function.ts'
import { convert } from '../values/conversions.ts'
import type { Expr } from '../values/expr.ts'
import { NotDoneHere } from '../values/refusal.ts'

/** covariance-aggregation-function.md, covariancep-aggregation-function.md */
export class Covariance implements Accumulator {
  readonly #degreesLost: number
  #count = 0
  #meanX = 0
  #meanY = 0
  #products = 0

  constructor(degreesLost: number) {
    this.#degreesLost = degreesLost
  }

  add(x: SqlValue = null, y: SqlValue = null): void {
    if (x === null || y === null) return
    const distance = Number(x) - this.#meanX
    this.#count += 1
    this.#meanX += distance / this.#count
    this.#meanY += (Number(y) - this.#meanY) / this.#count
    this.#products += distance * (Number(y) - this.#meanY)
  }

  result(): SqlResult {
    const degrees = this.#count - this.#degreesLost
    if (degrees < 1) throw new NotDoneHere('covariance() of too few pairs')
    return this.#products / degrees
  }
}

/** By name; the condition of the last two is their third argument. */
export const COVARIANCES: readonly (readonly [string, (args: readonly Expr[]) => string])[] = (
  [
    ['covariance', 'kql_covariance'],
    ['covariancep', 'kql_covariance_population'],
    ['covarianceif', 'kql_covariance'],
    ['covariancepif', 'kql_covariance_population'],
  ] as const
).map(([name, sqlName]) => [name, (args) => call(sqlName, args)])

function call(sqlName: string, [x, y, condition]: readonly Expr[]): string {
  if (x === undefined || y === undefined) throw new Error('A covariance needs two arguments')
  const real = convert(x, 'real')
  const kept =
    condition === undefined ? real : `CASE WHEN ${convert(condition, 'bool')} THEN ${real} END`
  return `${sqlName}(${kept}, ${convert(y, 'real')})`
}
