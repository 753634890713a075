import type { Context, Histogram } from '@opentelemetry/api'
import type { Attributes } from '../shared/defined-attributes.ts'
import { warnOnce } from '../shared/without-throwing.ts'

/** An application whose SDK never asks gets its values all the same. */
const MAX_HELD = 1_000

interface HeldValue {
  readonly histogram: Histogram
  readonly value: number
  readonly attributes: Attributes
  readonly context: Context
}

/**
 * Values for histograms between two collections, as `counter-sums.ts` has counts. Calls only put
 * them down: the SDK's work on them (it writes the attributes as JSON for each value) is done in
 * one go.
 */
export class HeldValues {
  #held: HeldValue[] = []

  record(histogram: Histogram, value: number, attributes: Attributes, context: Context): void {
    this.#held.push({ histogram, value, attributes, context })
    if (this.#held.length >= MAX_HELD) this.handOver()
  }

  /**
   * To be called before the SDK reads its histograms. A value that it refuses keeps none of the
   * others from it.
   */
  handOver(): void {
    const held = this.#held
    this.#held = []
    for (const one of held) {
      try {
        one.histogram.record(one.value, one.attributes, one.context)
      } catch (error) {
        warnOnce(error)
      }
    }
  }
}
