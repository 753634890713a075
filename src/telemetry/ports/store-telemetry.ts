import type { StoreCounts } from '../../store/state/store-counts.ts'
import type { MetricRecorder } from '../metrics/metric-recorder.ts'
import { definedAttributes, type Attributes } from '../core/defined-attributes.ts'
import {
  BYTES_READ,
  FOUND,
  OPERATION,
  PARENT_LOOKUPS,
  VALUES_DUE,
  VALUES_REFRESHED,
} from '../core/semconv.ts'

type ReadCall = Parameters<StoreCounts['bytesRead']>[0]

const KNOWN = definedAttributes([FOUND, true])
const UNKNOWN = definedAttributes([FOUND, false])
const READ_BY: Readonly<Record<ReadCall, Attributes>> = {
  get_tuple: definedAttributes([OPERATION, 'get_tuple']),
  list: definedAttributes([OPERATION, 'list']),
}

/** Counters of the store. */
export class StoreTelemetry implements StoreCounts {
  readonly #metrics: MetricRecorder

  constructor(metrics: MetricRecorder) {
    this.#metrics = metrics
  }

  parentAsked(isKnown: boolean): void {
    this.#metrics.add(PARENT_LOOKUPS, 1, isKnown ? KNOWN : UNKNOWN)
  }

  valuesDue(values: number): void {
    if (values > 0) this.#metrics.add(VALUES_DUE, values, {})
  }

  valuesRefreshed(values: number): void {
    if (values > 0) this.#metrics.add(VALUES_REFRESHED, values, {})
  }

  bytesRead(call: ReadCall, bytes: number): void {
    this.#metrics.add(BYTES_READ, bytes, READ_BY[call])
  }
}
