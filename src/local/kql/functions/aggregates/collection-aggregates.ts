import { chargeKept } from '../../../sqlite/query-budget.ts'
import type { SqlValue } from '../../../sqlite/database.ts'
import type { Accumulator, SqlResult } from '../../../sqlite/sql-function.ts'
import { arrayOf, bagOf, elementsOf, membersOf, type JsonText } from '../../../values/json-text.ts'

/** make-list-aggregation-function.md: default and maximum number of elements. */
const MAX_ELEMENTS = 1_048_576n

/** Values as JSON text, in input order. */
export class List implements Accumulator {
  readonly #elements: JsonText[] = []

  add(json: SqlValue = null, maxElements: SqlValue = MAX_ELEMENTS): void {
    if (json !== null && hasRoom(this.#elements.length, maxElements)) {
      const element = String(json)
      chargeKept(element.length)
      this.#elements.push(element)
    }
  }

  result(): SqlResult {
    return arrayOf(this.#elements)
  }
}

/** The elements of an array count individually. */
export class DistinctList implements Accumulator {
  readonly #elements = new Set<JsonText>()

  add(json: SqlValue = null, maxElements: SqlValue = MAX_ELEMENTS): void {
    if (json === null) return
    for (const element of elementsOf(String(json)) ?? [String(json)]) {
      if (this.#elements.has(element) || !hasRoom(this.#elements.size, maxElements)) continue
      chargeKept(element.length)
      this.#elements.add(element)
    }
  }

  result(): SqlResult {
    return arrayOf([...this.#elements])
  }
}

/**
 * Ignores values that are not bags. If a key occurs more than once, the first value wins; Kusto
 * keeps an arbitrary one.
 */
export class Bag implements Accumulator {
  readonly #members = new Map<string, JsonText>()

  add(json: SqlValue = null, maxMembers: SqlValue = MAX_ELEMENTS): void {
    if (json === null) return
    for (const [key, value] of membersOf(String(json)) ?? []) {
      if (!this.#members.has(key) && hasRoom(this.#members.size, maxMembers)) {
        chargeKept(key.length + value.length)
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

/** The first value that is not null; Kusto returns an arbitrary one. */
export class First implements Accumulator {
  #value: SqlValue = null

  add(value: SqlValue = null): void {
    if (this.#value === null || this.#value === '') this.#value = value ?? this.#value
  }

  result(): SqlResult {
    return this.#value
  }
}
