import type { Context, Histogram } from '@opentelemetry/api'
import type { Attributes } from '../core/defined-attributes.ts'
import { withoutThrowing } from '../core/without-throwing.ts'

/** Exports values even if the application's SDK never collects. */
const MAX_HELD = 1_000

interface HeldValue {
  readonly histogram: Histogram
  readonly value: number
  readonly attributes: Attributes
  readonly context: Context
}

/**
 * Buffers values for histograms between two collections, like `counter-sums.ts` does for counts.
 * Calls only append them; the SDK's work on them (it serializes the attributes as JSON for each
 * value) is done in one go.
 */
export class HeldValues {
  #held: HeldValue[] = []

  record(histogram: Histogram, value: number, attributes: Attributes, context: Context): void {
    this.#held.push({ histogram, value, attributes, context })
    if (this.#held.length >= MAX_HELD) this.handOver()
  }

  /**
   * Call before the SDK reads its histograms. A value that it rejects does not affect the others.
   */
  handOver(): void {
    const held = this.#held
    this.#held = []
    for (const one of held) {
      withoutThrowing(() => one.histogram.record(one.value, one.attributes, one.context), undefined)
    }
  }
}
