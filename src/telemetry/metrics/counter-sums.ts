import type { Counter } from '@opentelemetry/api'
import type { Attributes } from '../core/defined-attributes.ts'
import { withoutThrowing } from '../core/without-throwing.ts'

/** Exports counts even if the application's SDK never collects. */
const MAX_ADDS = 1_000

interface Sum {
  readonly counter: Counter
  readonly attributes: Attributes
  value: number
  isNew: boolean
}

/**
 * Sums counts between two collections. OpenTelemetry's SDK sorts the attributes and serializes them
 * as JSON at each `add` (opentelemetry-js, packages/sdk-metrics/src/utils.ts); here that happens
 * once per collection.
 */
export class CounterSums {
  readonly #sums = new Map<Counter, Map<string, Sum>>()
  /** Most are counted with the same object each time. */
  readonly #byObject = new Map<Counter, WeakMap<Attributes, Sum>>()
  #adds = 0

  add(counter: Counter, value: number, attributes: Attributes): void {
    const sum = this.#sumOf(counter, attributes)
    sum.value += value
    this.#adds += 1
    if (this.#adds >= MAX_ADDS) this.handOver()
  }

  /** Call before the SDK reads its counters. */
  handOver(): void {
    this.#adds = 0
    for (const sums of this.#sums.values()) {
      for (const sum of sums.values()) handOver(sum)
    }
  }

  #sumOf(counter: Counter, attributes: Attributes): Sum {
    const byObject = memberOf(this.#byObject, counter, () => new WeakMap<Attributes, Sum>())
    const known = byObject.get(attributes)
    if (known !== undefined) return known
    const sums = memberOf(this.#sums, counter, () => new Map<string, Sum>())
    const sum = memberOf(sums, keyOf(attributes), () => ({
      counter,
      attributes,
      value: 0,
      isNew: true,
    }))
    byObject.set(attributes, sum)
    return sum
  }
}

function memberOf<K, V>(members: Map<K, V>, key: K, make: () => V): V {
  const known = members.get(key)
  if (known !== undefined) return known
  const made = make()
  members.set(key, made)
  return made
}

/** A first 0 is exported, because rates start there. */
function handOver(sum: Sum): void {
  const { counter, attributes, value, isNew } = sum
  if (value === 0 && !isNew) return
  sum.value = 0
  sum.isNew = false
  // a counter that throws does not keep the others from their sums
  withoutThrowing(() => counter.add(value, attributes), undefined)
}

/** One counter's attributes have a fixed order. */
function keyOf(attributes: Attributes): string {
  let key = ''
  for (const name in attributes) key += `${name}=${String(attributes[name])};`
  return key
}
