import type { SqlValue } from '../../../sqlite/database.ts'
import type { Accumulator, SqlResult } from '../../../sqlite/sql-function.ts'
import { addDecimals, compareDecimals, divideDecimals } from '../../../values/decimal.ts'

/** Ticks exceed the exact integers of a double. */
export class IntegerAverage implements Accumulator {
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

/**
 * Welford's method. A sample of one or no value has variance 0; a population of none has null —
 * summarize-operator.md, "Aggregates default values".
 */
export class Variance implements Accumulator {
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
    const degrees = this.#count - this.#degreesLost
    if (degrees > 0) return this.#squares / degrees
    return this.#degreesLost === 0 ? null : 0
  }
}

export class DecimalSum implements Accumulator {
  #sum = '0'

  add(value: SqlValue = null): void {
    if (value !== null) this.#sum = addDecimals(this.#sum, String(value))
  }

  result(): SqlResult {
    return this.#sum
  }
}

export class DecimalAverage implements Accumulator {
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

export class DecimalExtreme implements Accumulator {
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

export class Bits implements Accumulator {
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
