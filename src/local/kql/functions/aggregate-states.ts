import type { Accumulator, SqlAggregate, SqlResult } from '../../sqlite/sql-function.ts'
import type { SqlValue } from '../../sqlite/database.ts'
import { addDecimals, compareDecimals, divideDecimals } from './decimal.ts'
import { arrayOf, bagOf, elementsOf, membersOf } from './json-text.ts'
import type { JsonText } from './json-text.ts'
import { realJson } from './real-text.ts'

/** make-list-aggregation-function.md: the default and greatest number of elements. */
const MAX_ELEMENTS = 1_048_576n

/** The aggregates that SQLite lacks or computes otherwise. */
export const AGGREGATE_STATES: readonly SqlAggregate[] = [
  { name: 'kql_make_list', start: () => new List() },
  { name: 'kql_make_set', start: () => new DistinctList() },
  { name: 'kql_make_bag', start: () => new Bag() },
  { name: 'kql_take_any', start: () => new First() },
  { name: 'kql_percentile', start: () => new Percentile() },
  { name: 'kql_percentiles_array', start: () => new PercentileArray() },
  { name: 'kql_average_ticks', start: () => new IntegerAverage() },
  { name: 'kql_variance', start: () => new Variance(1) },
  { name: 'kql_variance_population', start: () => new Variance(0) },
  { name: 'kql_decimal_sum', start: () => new DecimalSum() },
  { name: 'kql_decimal_average', start: () => new DecimalAverage() },
  { name: 'kql_decimal_min', start: () => new DecimalExtreme(-1) },
  { name: 'kql_decimal_max', start: () => new DecimalExtreme(1) },
  { name: 'kql_binary_all_and', start: () => new Bits((a, b) => a & b) },
  { name: 'kql_binary_all_or', start: () => new Bits((a, b) => a | b) },
  { name: 'kql_binary_all_xor', start: () => new Bits((a, b) => a ^ b) },
]

/** Values as JSON text, in the order they come. */
class List implements Accumulator {
  readonly #elements: JsonText[] = []

  add(json: SqlValue = null, maxElements: SqlValue = MAX_ELEMENTS): void {
    if (json !== null && hasRoom(this.#elements.length, maxElements)) {
      this.#elements.push(String(json))
    }
  }

  result(): SqlResult {
    return arrayOf(this.#elements)
  }
}

/** An array counts as its elements. */
class DistinctList implements Accumulator {
  readonly #elements = new Set<JsonText>()

  add(json: SqlValue = null, maxElements: SqlValue = MAX_ELEMENTS): void {
    if (json === null) return
    for (const element of elementsOf(String(json)) ?? [String(json)]) {
      if (hasRoom(this.#elements.size, maxElements)) this.#elements.add(element)
    }
  }

  result(): SqlResult {
    return arrayOf([...this.#elements])
  }
}

/** What is no bag is left out; of a key that comes more than once the first value stays, an arbitrary one in Kusto. */
class Bag implements Accumulator {
  readonly #members = new Map<string, JsonText>()

  add(json: SqlValue = null, maxMembers: SqlValue = MAX_ELEMENTS): void {
    if (json === null) return
    for (const [key, value] of membersOf(String(json)) ?? []) {
      if (!this.#members.has(key) && hasRoom(this.#members.size, maxMembers)) {
        this.#members.set(key, value)
      }
    }
  }

  result(): SqlResult {
    return bagOf(this.#members)
  }
}

function hasRoom(size: number, max: SqlValue): boolean {
  return max === null || BigInt(size) < BigInt(String(max))
}

/** The first value that is there: an arbitrary one. */
class First implements Accumulator {
  #value: SqlValue = null

  add(value: SqlValue = null): void {
    if (this.#value === null || this.#value === '') this.#value = value ?? this.#value
  }

  result(): SqlResult {
    return this.#value
  }
}

type Numeric = number | bigint

/** Nearest rank — percentiles-aggregation-function.md; exact, where Kusto's is an estimate. */
class Percentile implements Accumulator {
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

class PercentileArray implements Accumulator {
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

/** Ticks are too many for a double. */
class IntegerAverage implements Accumulator {
  #sum = 0n
  #count = 0n

  add(value: SqlValue = null): void {
    if (value === null) return
    this.#sum += BigInt(String(value))
    this.#count += 1n
  }

  result(): SqlResult {
    return this.#count === 0n ? null : this.#sum / this.#count
  }
}

/** Welford's method; null of nothing, NaN of one value alone where one degree of freedom is lost. */
class Variance implements Accumulator {
  readonly #degreesLost: number
  #count = 0
  #mean = 0
  #squares = 0

  constructor(degreesLost: number) {
    this.#degreesLost = degreesLost
  }

  add(value: SqlValue = null): void {
    if (value === null) return
    const distance = Number(value) - this.#mean
    this.#count += 1
    this.#mean += distance / this.#count
    this.#squares += distance * (Number(value) - this.#mean)
  }

  result(): SqlResult {
    if (this.#count === 0) return null
    const degrees = this.#count - this.#degreesLost
    return degrees > 0 ? this.#squares / degrees : Number.NaN
  }
}

class DecimalSum implements Accumulator {
  #sum = '0'

  add(value: SqlValue = null): void {
    if (value !== null) this.#sum = addDecimals(this.#sum, String(value))
  }

  result(): SqlResult {
    return this.#sum
  }
}

class DecimalAverage implements Accumulator {
  #sum = '0'
  #count = 0

  add(value: SqlValue = null): void {
    if (value === null) return
    this.#sum = addDecimals(this.#sum, String(value))
    this.#count += 1
  }

  result(): SqlResult {
    return divideDecimals(this.#sum, String(this.#count))
  }
}

class DecimalExtreme implements Accumulator {
  readonly #direction: 1 | -1
  #extreme: string | null = null

  constructor(direction: 1 | -1) {
    this.#direction = direction
  }

  add(value: SqlValue = null): void {
    if (value === null) return
    const text = String(value)
    if (this.#extreme === null || compareDecimals(text, this.#extreme) === this.#direction) {
      this.#extreme = text
    }
  }

  result(): SqlResult {
    return this.#extreme
  }
}

class Bits implements Accumulator {
  readonly #combine: (a: bigint, b: bigint) => bigint
  #value: bigint | null = null

  constructor(combine: (a: bigint, b: bigint) => bigint) {
    this.#combine = combine
  }

  add(value: SqlValue = null): void {
    if (value === null) return
    const bits = BigInt(String(value))
    this.#value = this.#value === null ? bits : this.#combine(this.#value, bits)
  }

  result(): SqlResult {
    return this.#value
  }
}
