import type { SqlValue } from '../../../sqlite/database.ts'
import type { Accumulator, SqlResult } from '../../../sqlite/sql-function.ts'
import { arrayOf, elementsOf } from '../../../values/json-text.ts'
import { realJson } from '../values/real-text.ts'

interface Weighted {
  readonly value: number | bigint
  readonly weight: number
}

/**
 * Nearest rank, each value counted as often as its weight says —
 * percentilesw-aggregation-function.md. Exact, whereas Kusto estimates.
 */
class WeightedValues {
  readonly #values: Weighted[] = []

  add(value: SqlValue, weight: SqlValue): void {
    const isNumber = typeof value === 'bigint' || typeof value === 'number'
    if (isNumber && Number(weight) > 0) this.#values.push({ value, weight: Number(weight) })
  }

  at(percentile: number): number | bigint | null {
    const sorted = this.#values.toSorted((a, b) => (a.value < b.value ? -1 : 1))
    const total = sorted.reduce((sum, { weight }) => sum + weight, 0)
    let passed = 0
    for (const { value, weight } of sorted) {
      passed += weight
      if (passed >= (percentile / 100) * total) return value
    }
    return sorted.at(-1)?.value ?? null
  }
}

export class WeightedPercentile implements Accumulator {
  readonly #values = new WeightedValues()
  #percentile = 0

  add(value: SqlValue = null, weight: SqlValue = null, percentile: SqlValue = 0): void {
    this.#percentile = Number(percentile)
    this.#values.add(value, weight)
  }

  result(): SqlResult {
    return this.#values.at(this.#percentile)
  }
}

export class WeightedPercentileArray implements Accumulator {
  readonly #values = new WeightedValues()
  #percentiles: readonly number[] = []

  add(value: SqlValue = null, weight: SqlValue = null, ...percentiles: readonly SqlValue[]): void {
    this.#percentiles = percentiles.flatMap((percentile) =>
      (elementsOf(String(percentile)) ?? [String(percentile)]).map(Number),
    )
    this.#values.add(value, weight)
  }

  result(): SqlResult {
    return arrayOf(
      this.#percentiles.map((percentile) => {
        const value = this.#values.at(percentile)
        return typeof value === 'number' ? realJson(value) : String(value)
      }),
    )
  }
}
