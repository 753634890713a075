import type { SqlValue } from '../../../sqlite/database.ts'
import type { Accumulator, SqlResult } from '../../../sqlite/sql-function.ts'
import { arrayOf, elementsOf, type JsonText } from '../../../values/json-text.ts'
import { realJson } from '../values/real-text.ts'

type Numeric = number | bigint

/** Nearest rank — percentiles-aggregation-function.md. Exact, whereas Kusto estimates. */
export class Percentile implements Accumulator {
  readonly #values: Numeric[] = []
  #percentile = 0

  add(value: SqlValue = null, percentile: SqlValue = 0): void {
    this.#percentile = Number(percentile)
    const number = numeric(value)
    if (number !== undefined) this.#values.push(number)
  }

  result(): SqlResult {
    return nearestRank(this.#values.toSorted(compareNumeric), this.#percentile) ?? null
  }
}

export class PercentileArray implements Accumulator {
  readonly #values: Numeric[] = []
  #percentiles: readonly number[] = []

  add(value: SqlValue = null, ...percentiles: readonly SqlValue[]): void {
    this.#percentiles = percentiles.flatMap((percentile) =>
      (elementsOf(String(percentile)) ?? [String(percentile)]).map(Number),
    )
    const number = numeric(value)
    if (number !== undefined) this.#values.push(number)
  }

  result(): SqlResult {
    const sorted = this.#values.toSorted(compareNumeric)
    return arrayOf(this.#percentiles.map((percentile) => rankedJson(sorted, percentile)))
  }
}

function rankedJson(sorted: readonly Numeric[], percentile: number): JsonText {
  const value = nearestRank(sorted, percentile)
  return value === undefined ? 'null' : realJson(Number(value))
}

function nearestRank(sorted: readonly Numeric[], percentile: number): Numeric | undefined {
  const rank = Math.ceil((percentile / 100) * sorted.length)
  return sorted[Math.min(Math.max(rank, 1), sorted.length) - 1]
}

function numeric(value: SqlValue): Numeric | undefined {
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined
}

function compareNumeric(a: Numeric, b: Numeric): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
