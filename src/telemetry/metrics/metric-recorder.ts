import { metrics, type Context, type MeterProvider } from '@opentelemetry/api'
import type { Attributes } from '../core/defined-attributes.ts'
import type { GaugeSource } from './gauge-source.ts'
import { withoutThrowing, warnOnce } from '../core/without-throwing.ts'
import { instrumentsOf, type Instruments } from './instruments.ts'
import type { MetricDefinition } from '../core/semconv.ts'
import type { PlaceLabels } from '../core/place-labels.ts'
import { FIRST_POINTS } from './first-points.ts'

/**
 * One saver's access to its instruments. The API has no meters that start to work when an SDK is
 * registered later (it has such tracers). So each recording checks the provider, and a new one gets
 * new instruments.
 */
export class MetricRecorder {
  readonly #own: MeterProvider | undefined
  readonly #source: GaugeSource
  readonly #place: PlaceLabels
  #provider: MeterProvider | undefined
  #instruments: Instruments | undefined
  #isClosed = false

  /** @param provider - undefined for the global one */
  constructor(provider: MeterProvider | undefined, source: GaugeSource, place: PlaceLabels) {
    this.#own = provider
    this.#source = source
    this.#place = place
  }

  /** False if nobody collects; then nothing needs to be measured. */
  get isLive(): boolean {
    return this.#live !== undefined
  }

  add(counter: MetricDefinition, value: number, attributes: Attributes): void {
    this.#live?.add(counter, value, this.#place.with(attributes))
  }

  /** @param at - see {@link Instruments.record} */
  record(histogram: MetricDefinition, value: number, attributes: Attributes, at?: Context): void {
    this.#live?.record(histogram, value, this.#place.with(attributes), at)
  }

  /** Removes the saver from the gauges; counters still count what is running. */
  close(): void {
    this.#isClosed = true
    this.#instruments?.leave(this.#source)
  }

  get #live(): Instruments | undefined {
    const instruments = this.#current()
    return instruments?.isLive === true ? instruments : undefined
  }

  #current(): Instruments | undefined {
    const provider = this.#own ?? globalProvider()
    if (provider === this.#provider) return this.#instruments
    this.#provider = provider
    this.#instruments?.leave(this.#source)
    this.#instruments = provider && withoutThrowing(() => instrumentsOf(provider), undefined)
    this.#setUp(this.#instruments)
    return this.#instruments
  }

  #setUp(instruments: Instruments | undefined): void {
    if (instruments?.isLive !== true) return
    if (!this.#isClosed) instruments.join(this.#source)
    for (const { metric, attributes } of FIRST_POINTS) {
      instruments.add(metric, 0, this.#place.with(attributes))
    }
  }
}

function globalProvider(): MeterProvider | undefined {
  try {
    return metrics.getMeterProvider()
  } catch (error) {
    warnOnce(error)
    return undefined
  }
}
