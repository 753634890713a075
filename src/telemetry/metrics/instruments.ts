import {
  context,
  createNoopMeter,
  type BatchObservableResult,
  type Context,
  type Counter,
  type Histogram,
  type Meter,
  type MeterProvider,
  type ObservableGauge,
} from '@opentelemetry/api'
import { PACKAGE_VERSION } from '../../package-version.generated.ts'
import { CounterSums } from './counter-sums.ts'
import type { Attributes } from '../core/defined-attributes.ts'
import { sumUp, type GaugePoint, type GaugeSource } from './gauge-source.ts'
import { withoutThrowing, warnOnce } from '../core/without-throwing.ts'
import { HeldValues } from './held-values.ts'
import { METRICS, SCHEMA_URL, SCOPE_NAME, type MetricDefinition } from '../core/semconv.ts'

const NOOP: Meter = createNoopMeter()

/** Shared by all counters that nobody collects. */
const NOOP_COUNTER: Counter = NOOP.createCounter('')

/**
 * The instruments of one meter provider, shared by all savers that use it. Two callbacks that
 * observe the same gauge with the same attributes overwrite each other, so one callback sums up all
 * savers.
 */
class Instruments {
  /** False without an SDK; then nothing needs to be measured. */
  readonly isLive: boolean
  readonly #counters = new Map<string, Counter>()
  readonly #sums = new CounterSums()
  readonly #values = new HeldValues()
  readonly #histograms = new Map<string, Histogram>()
  readonly #gauges = new Map<string, ObservableGauge>()
  readonly #sources = new Set<GaugeSource>()
  readonly #observed = new Map<string, GaugePoint>()
  readonly #meter: Meter
  #isObserved = false

  constructor(provider: MeterProvider) {
    this.#meter = withoutThrowing(
      () => provider.getMeter(SCOPE_NAME, PACKAGE_VERSION, { schemaUrl: SCHEMA_URL }),
      NOOP,
    )
    for (const metric of METRICS) withoutThrowing(() => this.#create(metric), undefined)
    this.isLive = [...this.#counters.values()].some((counter) => counter !== NOOP_COUNTER)
  }

  add({ name }: MetricDefinition, value: number, attributes: Attributes): void {
    const counter = this.#counters.get(name)
    if (counter === undefined) return
    try {
      // the gauges' callback exports sums and values; without it, the SDK gets each one directly
      if (this.#isObserved) this.#sums.add(counter, value, attributes)
      else withoutThrowing(() => counter.add(value, attributes), undefined)
    } catch (error) {
      warnOnce(error)
    }
  }

  /** @param at - the context of the value's span, for exemplars; without it the active one */
  record({ name }: MetricDefinition, value: number, attributes: Attributes, at?: Context): void {
    const histogram = this.#histograms.get(name)
    if (histogram === undefined) return
    try {
      const place = at ?? context.active()
      if (this.#isObserved) this.#values.record(histogram, value, attributes, place)
      else withoutThrowing(() => histogram.record(value, attributes, place), undefined)
    } catch (error) {
      warnOnce(error)
    }
  }

  join(source: GaugeSource): void {
    this.#sources.add(source)
    if (this.#isObserved || this.#gauges.size === 0) return
    this.#isObserved = true
    withoutThrowing(
      () => this.#meter.addBatchObservableCallback(this.#observe, [...this.#gauges.values()]),
      undefined,
    )
  }

  leave(source: GaugeSource): void {
    this.#sources.delete(source)
  }

  /**
   * Called before the SDK reads its counters and histograms (opentelemetry-js,
   * packages/sdk-metrics/src/state/MeterSharedState.ts). Only reads cached values, because slow
   * work here delays the scrape. A point that no saver has any more becomes 0: the SDK repeats the
   * last value of a point that is not observed again, even after its callback was removed.
   */
  readonly #observe = (result: BatchObservableResult): void => {
    withoutThrowing(() => this.#sums.handOver(), undefined)
    this.#values.handOver()
    const points = sumUp(this.#sources)
    for (const [key, point] of points) this.#observed.set(key, point)
    for (const [key, { metric, attributes }] of this.#observed) {
      const gauge = this.#gauges.get(metric.name)
      if (gauge !== undefined) result.observe(gauge, points.get(key)?.value ?? 0, attributes)
    }
  }

  #create({ kind, name, unit, description, buckets }: MetricDefinition): void {
    const options = { unit, description }
    if (kind === 'counter') this.#counters.set(name, this.#meter.createCounter(name, options))
    else if (kind === 'gauge')
      this.#gauges.set(name, this.#meter.createObservableGauge(name, options))
    else {
      const advice = buckets && { advice: { explicitBucketBoundaries: [...buckets] } }
      this.#histograms.set(name, this.#meter.createHistogram(name, { ...options, ...advice }))
    }
  }
}

export type { Instruments }

const byProvider = new WeakMap<MeterProvider, Instruments>()

export function instrumentsOf(provider: MeterProvider): Instruments {
  const known = byProvider.get(provider)
  if (known !== undefined) return known
  const made = new Instruments(provider)
  byProvider.set(provider, made)
  return made
}
