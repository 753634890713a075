import type { Endpoint } from '../settings/endpoint.ts'
import { freshSeed, SeededRandom } from '../settings/seeded-random.ts'
import { drawMs, type RangeMs } from '../settings/range-ms.ts'
import type { Arrival } from './arrival.ts'
import { type DelaySettings, readDelaySettings } from './delay-settings.ts'

/**
 * The delays of one engine; none until they are set. Drawn from a seed: the same seed and the same
 * requests in the same order give the same delays.
 *
 * @example kusto.delays.set({ visibilityMs: [0, 2_000], tableVisibilityMs: { CheckpointBlobs: 5_000
 * }, seed: 7 })
 */
export class Delays {
  #settings: DelaySettings = {}
  #seed = freshSeed()
  #random = new SeededRandom(this.#seed)
  readonly #onChange: () => void

  /** @param onChange - called after each change */
  constructor(onChange: () => void = () => undefined) {
    this.#onChange = onChange
  }

  /**
   * Replaces all earlier settings.
   *
   * @throws KustoError 400 that names the invalid setting
   */
  set(settings: DelaySettings): void {
    this.load(settings)
  }

  /** {@link set} for settings from a file or a request. */
  load(settings: unknown): void {
    this.#settings = readDelaySettings(settings)
    this.#seed = this.#settings.seed ?? freshSeed()
    this.#random = new SeededRandom(this.#seed)
    this.#onChange()
  }

  /** Ends all delays; rows that are already delayed stay so until their time. */
  clear(): void {
    this.set({})
  }

  /** The current settings, with the seed in use. */
  get settings(): DelaySettings & { readonly seed: number } {
    return { ...this.#settings, seed: this.#seed }
  }

  /** Draws the delay until queries see rows of this table. */
  visibilityMs(table: string): number {
    const { tableVisibilityMs = {}, visibilityMs } = this.#settings
    const own = Object.hasOwn(tableVisibilityMs, table) ? tableVisibilityMs[table] : visibilityMs
    return this.#draw(own)
  }

  /**
   * Draws the delays for the rows of one request. @param holdMs - an additional delay for all of
   * them
   */
  arrival(table: string, rowCount: number, holdMs = 0): Arrival {
    const { rowVisibilityMs, viewDeltaLagMs } = this.#settings
    const requestMs = this.visibilityMs(table) + holdMs
    return {
      visibleMs: Array.from({ length: rowCount }, () => requestMs + this.#draw(rowVisibilityMs)),
      viewDeltaLagMs: this.#draw(viewDeltaLagMs),
    }
  }

  /** Draws the duration of a request. */
  latencyMs(endpoint: Endpoint): number {
    const { latencyMs } = this.#settings
    return this.#draw(isRange(latencyMs) ? latencyMs : latencyMs?.[endpoint])
  }

  /** Undefined if views materialize as usual. */
  viewLagMs(): number | undefined {
    const { viewLagMs } = this.#settings
    return viewLagMs === undefined ? undefined : this.#draw(viewLagMs)
  }

  /** Milliseconds until streaming ingestion sees a changed schema. */
  get schemaCacheMs(): number {
    return this.#settings.schemaCacheMs ?? 0
  }

  #draw(span: RangeMs | undefined): number {
    return span === undefined ? 0 : drawMs(span, this.#random)
  }
}

function isRange(latency: DelaySettings['latencyMs']): latency is RangeMs | undefined {
  return latency === undefined || typeof latency === 'number' || Array.isArray(latency)
}
