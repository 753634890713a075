import { systemClock } from '../../clock.ts'
import { definedAttributes, type Attributes } from '../core/defined-attributes.ts'
import type { AttributeDefinition, MetricDefinition } from '../core/semconv.ts'
import type { GaugeReading } from './gauge-source.ts'

/** Something under way, by {@link systemClock}. */
export interface Started {
  readonly startMs: number
}

export interface InFlightMetrics {
  readonly count: MetricDefinition
  readonly oldestAge: MetricDefinition
  /** How long nothing has succeeded while something was under way. */
  readonly stalled?: MetricDefinition
}

interface Kind {
  readonly attributes: Attributes
  /** Oldest first: a set keeps insertion order. */
  readonly underWay: Set<Started>
  stalledSinceMs: number | undefined
}

/**
 * Calls that have begun and not ended, by kind. Counters and histograms miss a hanging call,
 * because they record a call when it ends; here it shows at once.
 */
export class InFlight {
  readonly #metrics: InFlightMetrics
  readonly #kinds: ReadonlyMap<string, Kind>

  /** @param kinds - all kinds, so that each has a point from the start */
  constructor(metrics: InFlightMetrics, label: AttributeDefinition, kinds: readonly string[]) {
    this.#metrics = metrics
    this.#kinds = new Map(kinds.map((kind) => [kind, newKind(definedAttributes([label, kind]))]))
  }

  begin(kindName: string, started: Started): void {
    const kind = this.#kinds.get(kindName)
    if (kind === undefined) return
    kind.underWay.add(started)
    kind.stalledSinceMs ??= started.startMs
  }

  /** Does nothing if it has already ended. */
  end(kindName: string, started: Started, isSuccess: boolean): void {
    const kind = this.#kinds.get(kindName)
    if (kind === undefined || !kind.underWay.delete(started)) return
    if (kind.underWay.size === 0) kind.stalledSinceMs = undefined
    else if (isSuccess) kind.stalledSinceMs = systemClock.nowMs()
  }

  readGauges(): GaugeReading[] {
    const nowMs = systemClock.nowMs()
    const secondsSince = (sinceMs = nowMs): number => Math.max(0, nowMs - sinceMs) / 1000
    const { count, oldestAge, stalled } = this.#metrics
    return [...this.#kinds.values()].flatMap(({ attributes, underWay, stalledSinceMs }) => {
      const [oldest] = underWay
      return [
        { metric: count, attributes, value: underWay.size },
        { metric: oldestAge, attributes, value: secondsSince(oldest?.startMs) },
        ...(stalled === undefined
          ? []
          : [{ metric: stalled, attributes, value: secondsSince(stalledSinceMs) }]),
      ]
    })
  }
}

function newKind(attributes: Attributes): Kind {
  return { attributes, underWay: new Set(), stalledSinceMs: undefined }
}
